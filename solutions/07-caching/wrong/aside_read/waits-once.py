# loses: aside_talks, aside_herd, aside_races
# Waits once, and then loads without a lease.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    if value is None and lease is None:
        yield ("wait",)
        value, lease = yield ("cache.get", key)
    if value is None:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, lease)
    return value
