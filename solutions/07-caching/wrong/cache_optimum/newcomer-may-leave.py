# loses: cache_optimum_order, cache_optimum_ceiling
# The missed key enters first and may be its own victim.
def clairvoyant(keys, capacity):
    from heapq import heappop, heappush

    following, coming = [len(keys)] * len(keys), {}
    for at in reversed(range(len(keys))):
        following[at] = coming.get(keys[at], len(keys))
        coming[keys[at]] = at
    farthest, cached, results = [], set(), []
    for at, key in enumerate(keys):
        hit, evicted = key in cached, []
        cached.add(key)
        heappush(farthest, (-following[at], at))
        if len(cached) > capacity:
            evicted.append(keys[heappop(farthest)[1]])
            cached.remove(evicted[0])
        results.append((hit, evicted))
    return results
