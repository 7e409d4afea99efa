# loses: aside_talks, aside_herd, aside_races
# Waits for ever, and never asks again.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    while value is None and lease is None:
        yield ("wait",)
    if value is None:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, lease)
    return value
