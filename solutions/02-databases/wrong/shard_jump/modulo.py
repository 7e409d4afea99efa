# loses: shard_jump_vectors
# Plain modulo: even, but nearly every key moves when a shard is added.
def jump(key, shards):
    if shards < 1:
        raise ValueError(shards)
    return key % shards
