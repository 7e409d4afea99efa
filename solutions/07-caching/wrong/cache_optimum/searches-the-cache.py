# loses: cache_optimum_ceiling
# Right, but looks at every key cached for each victim.
def clairvoyant(keys, capacity):
    following, coming = [len(keys)] * len(keys), {}
    for at in reversed(range(len(keys))):
        following[at] = coming.get(keys[at], len(keys))
        coming[keys[at]] = at
    cached, results = {}, []
    for at, key in enumerate(keys):
        hit, evicted = key in cached, []
        if not hit and len(cached) == capacity:
            evicted.append(max(cached, key=cached.get))
            del cached[evicted[0]]
        cached[key] = following[at]
        results.append((hit, evicted))
    return results
