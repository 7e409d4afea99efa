# loses: aside_writes, aside_races
# Leaves the old value in the cache.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("db.write", key, value)
