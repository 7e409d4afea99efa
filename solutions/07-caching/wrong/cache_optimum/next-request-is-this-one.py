# loses: cache_optimum_order, cache_optimum_ceiling
# The next request is searched from the present one on, and that is found.
def clairvoyant(keys, capacity):
    from bisect import bisect_left
    from heapq import heappop, heappush

    places = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    farthest, cached, results = [], set(), []
    for at, key in enumerate(keys):
        evicted = []
        hit = key in cached
        if not hit and len(cached) == capacity:
            evicted.append(keys[heappop(farthest)[1]])
            cached.remove(evicted[0])
        cached.add(key)
        later = places[key][bisect_left(places[key], at) :]
        heappush(farthest, (-(later[0] if later else len(keys)), at))
        results.append((hit, evicted))
    return results
