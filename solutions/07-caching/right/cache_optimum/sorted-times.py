# The next requests of the keys cached in a sorted list; a key that never comes again gets a time after the trace of its own.
from bisect import bisect_left, insort


def clairvoyant(keys, capacity):
    following, coming = [], {}
    for at in range(len(keys) - 1, -1, -1):
        following.append(coming.get(keys[at], len(keys) + at))
        coming[keys[at]] = at
    following.reverse()
    times, who, results = [], {}, []
    for at, key in enumerate(keys):
        hit, gone = at in who, []
        if hit:
            del who[at], times[bisect_left(times, at)]
        elif len(times) == capacity:
            gone = [who.pop(times.pop())]
        who[following[at]] = key
        insort(times, following[at])
        results.append((hit, gone))
    return results
