# loses: aside_writes, aside_races
# Deletes only what it finds; the lease of a reader under way lives on.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("db.write", key, value)
    cached, _ = yield ("cache.get", key)
    if cached is not None:
        yield ("cache.delete", key)
