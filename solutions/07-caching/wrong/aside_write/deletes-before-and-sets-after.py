# loses: aside_writes, aside_races
# Deletes, takes a lease, writes, sets.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("cache.delete", key)
    _, lease = yield ("cache.get", key)
    yield ("db.write", key, value)
    yield ("cache.set", key, value, lease)
