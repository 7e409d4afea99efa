# loses: aside_talks, aside_races
# The empty string counts as a miss.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while not value and not lease:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if not value:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, lease)
    return value
