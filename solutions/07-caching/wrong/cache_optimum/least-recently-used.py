# loses: cache_optimum_order, cache_optimum_ceiling
# Looks back instead of ahead: evicts the key whose previous request is the oldest.
def clairvoyant(keys, capacity):
    cached, results = {}, []
    for key in keys:
        hit, evicted = key in cached, []
        if hit:
            del cached[key]
        elif len(cached) == capacity:
            evicted.append(next(iter(cached)))
            del cached[evicted[0]]
        cached[key] = True
        results.append((hit, evicted))
    return results
