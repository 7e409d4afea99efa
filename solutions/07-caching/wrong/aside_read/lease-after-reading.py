# loses: aside_talks, aside_races
# Takes a new lease after it has read the database.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if value is None:
        value = yield ("db.read", key)
        _, other = yield ("cache.get", key)
        yield ("cache.set", key, value, other or lease)
    return value
