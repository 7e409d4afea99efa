# loses: aside_talks, aside_herd, aside_races
# Reads the database before it has a lease.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    row = yield ("db.read", key)
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if value is None:
        value = row
        yield ("cache.set", key, value, lease)
    return value
