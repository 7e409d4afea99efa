# Whole numbers only: no floating point, and a mask instead of a modulo.
MASK = (1 << 64) - 1


def jump(key, shards):
    if not shards > 0:
        raise ValueError("no shards")
    last = 0
    while True:
        key = (key * 2862933555777941757 + 1) & MASK
        after = ((last + 1) << 31) // ((key >> 33) + 1)
        if after >= shards:
            return last
        last = after
