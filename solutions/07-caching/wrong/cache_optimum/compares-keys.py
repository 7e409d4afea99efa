# loses: cache_optimum_order
# The heap compares the keys themselves where two never come again.
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
            evicted.append(heappop(farthest)[1])
            cached.remove(evicted[0])
        cached.add(key)
        heappush(farthest, (-following[at], key))
        results.append((hit, evicted))
    return results
