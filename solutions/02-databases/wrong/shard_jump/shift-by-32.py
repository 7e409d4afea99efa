# loses: shard_jump_vectors
# Takes the upper 32 bits where the paper takes 31.
def jump(key: int, shards: int) -> int:
    """The shard, 0 … shards - 1, of `key`, an integer 0 … 2**64 - 1. Raises ValueError if shards < 1.

    jump(42, 57) == 43
    """
    if shards < 1:
        raise ValueError(f"a key needs at least one shard, not {shards}")
    shard, candidate = -1, 0
    while candidate < shards:
        shard = candidate
        # C's unsigned 64-bit integers wrap round by themselves; Python's have to be told.
        key = (key * 2862933555777941757 + 1) % 2**64
        candidate = int((shard + 1) * (2**31 / ((key >> 32) + 1)))
    return shard
