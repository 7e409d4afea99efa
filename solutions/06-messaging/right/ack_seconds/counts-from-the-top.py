# Counts from the longest delay down: no more than one in a hundred may be longer.
import heapq


def lease_seconds(delays, exactly_once=False):
    bounds = (60, 600) if exactly_once else (10, 600)
    longer = len(delays) // 100
    top = heapq.nlargest(longer + 1, delays)
    seconds = math.ceil(top[-1]) if top else 0
    return sorted((bounds[0], seconds, bounds[1]))[1]
