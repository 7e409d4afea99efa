# One loop with three ways out.
@aside_program
def aside_reader(key: str) -> AsideProgram:
    while True:
        value, lease = yield ("cache.get", key)
        if value is not None:
            return value
        if lease is not None:
            loaded = yield ("db.read", key)
            yield ("cache.set", key, loaded, lease)
            return loaded
        yield ("wait",)
