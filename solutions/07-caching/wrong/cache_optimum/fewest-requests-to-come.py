# loses: cache_optimum_order, cache_optimum_ceiling
# Evicts the key with the fewest requests to come, not the one that is needed last.
def clairvoyant(keys, capacity):
    from collections import Counter
    from heapq import heappop, heappush

    left, fewest, cached, results = Counter(keys), [], set(), []
    for at, key in enumerate(keys):
        hit, evicted = key in cached, []
        left[key] -= 1
        if not hit and len(cached) == capacity:
            while True:
                count, at_then = heappop(fewest)
                victim = keys[at_then]
                if victim in cached and left[victim] == count:
                    break
            evicted.append(victim)
            cached.remove(victim)
        cached.add(key)
        heappush(fewest, (left[key], at))
        results.append((hit, evicted))
    return results
