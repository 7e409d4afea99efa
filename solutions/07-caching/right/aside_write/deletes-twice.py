# Deletes before and after: dearer, and correct.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    yield ("cache.delete", key)
    yield ("db.write", key, value)
    yield ("cache.delete", key)
