# loses: aside_talks, aside_herd
# One token for all.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if value is None:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, 1)
    return value
