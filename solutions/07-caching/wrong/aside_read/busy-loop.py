# loses: aside_talks
# Asks again at once, without a wait.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        value, lease = yield ("cache.get", key)
    if value is None:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, lease)
    return value
