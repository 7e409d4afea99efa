# loses: cache_optimum_order, cache_optimum_ceiling
# A key that never comes again gets 0 as its next request, and stays.
def clairvoyant(keys, capacity):
    from heapq import heappop, heappush

    following, coming = [len(keys)] * len(keys), {}
    for at in reversed(range(len(keys))):
        following[at] = coming.get(keys[at], 0)
        coming[keys[at]] = at
    farthest, cached, results = [], set(), []
    for at, key in enumerate(keys):
        evicted = []
        hit = key in cached
        if not hit and len(cached) == capacity:
            evicted.append(keys[heappop(farthest)[1]])
            cached.remove(evicted[0])
        cached.add(key)
        heappush(farthest, (-following[at], at))
        results.append((hit, evicted))
    return results
