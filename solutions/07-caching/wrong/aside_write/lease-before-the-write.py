# loses: aside_writes, aside_races
# Takes a lease, writes, and sets with the lease; deletes only if it got none.
@aside_program
def aside_writer(key: str, value: str) -> AsideProgram:
    _, lease = yield ("cache.get", key)
    yield ("db.write", key, value)
    if lease is None:
        yield ("cache.delete", key)
    else:
        yield ("cache.set", key, value, lease)
