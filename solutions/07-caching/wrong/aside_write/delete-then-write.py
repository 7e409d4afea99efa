# loses: aside_writes, aside_races
# Deletes before it writes: a reader in between caches the old value.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("cache.delete", key)
    yield ("db.write", key, value)
