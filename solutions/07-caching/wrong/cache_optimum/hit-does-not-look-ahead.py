# loses: cache_optimum_order, cache_optimum_ceiling
# A hit leaves the key's next request as it was: a time that has passed.
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
        if not hit and len(cached) == capacity:
            evicted.append(keys[heappop(farthest)[1]])
            cached.remove(evicted[0])
        if not hit:
            cached.add(key)
            heappush(farthest, (-following[at], at))
        results.append((hit, evicted))
    return results
