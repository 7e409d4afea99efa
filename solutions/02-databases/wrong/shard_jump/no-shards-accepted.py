# loses: shard_jump_vectors
# Without a shard the walk does not begin, and -1 is the answer.
def jump(key: int, shards: int) -> int:
    """The shard, 0 … shards - 1, of `key`, an integer 0 … 2**64 - 1. Raises ValueError if shards < 1.

    jump(42, 57) == 43
    """
    shard, candidate = -1, 0
    while candidate < shards:
        shard = candidate
        # C's unsigned 64-bit integers wrap round by themselves; Python's have to be told.
        key = (key * 2862933555777941757 + 1) % 2**64
        candidate = int((shard + 1) * (2**31 / ((key >> 33) + 1)))
    return shard
