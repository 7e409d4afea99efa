# loses: cache_optimum_order, cache_optimum_ceiling
# Evicts while one place is still free.
def clairvoyant(keys, capacity):
    from heapq import heappop, heappush

    following, coming = [len(keys)] * len(keys), {}
    for at in reversed(range(len(keys))):
        following[at] = coming.get(keys[at], len(keys))
        coming[keys[at]] = at
    farthest, cached, results = [], set(), []
    for at, key in enumerate(keys):
        evicted = []
        hit = key in cached
        if not hit and len(cached) >= max(capacity - 1, 1):
            evicted.append(keys[heappop(farthest)[1]])
            cached.remove(evicted[0])
        cached.add(key)
        heappush(farthest, (-following[at], at))
        results.append((hit, evicted))
    return results
