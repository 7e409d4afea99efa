# loses: aside_writes, aside_races
# Sets the new value instead of deleting the old one.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("db.write", key, value)
    _, lease = yield ("cache.get", key)
    yield ("cache.set", key, value, lease)
