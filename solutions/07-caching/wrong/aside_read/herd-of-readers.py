# loses: aside_talks, aside_herd, aside_races
# A miss without a lease reads the database too.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    value, lease = yield ("cache.get", key)
    if value is None:
        value = yield ("db.read", key)
        yield ("cache.set", key, value, lease)
    return value
