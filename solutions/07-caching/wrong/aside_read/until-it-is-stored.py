# loses: aside_talks, aside_herd, aside_races
# Reads again with the same lease until the set is accepted.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if value is None:
        stored = False
        while not stored:
            value = yield ("db.read", key)
            stored = yield ("cache.set", key, value, lease)
    return value
