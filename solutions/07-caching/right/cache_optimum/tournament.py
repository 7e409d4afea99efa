# Each cached key has a slot, and a tree of maxima over the slots knows which one is needed last.
from collections import defaultdict, deque


def clairvoyant(keys, capacity):
    ahead = defaultdict(deque)
    for at, key in enumerate(keys):
        ahead[key].append(at)
    width = 1
    while width < min(capacity, len(keys)):
        width *= 2
    tree = [(-1, -1)] * (2 * width)  # (next request, slot); the root is tree[1]
    slots, holders, results = {}, {}, []
    for key in keys:
        ahead[key].popleft()
        hit, evicted = key in slots, []
        if hit:
            slot = slots[key]
        elif len(slots) < capacity:
            slot = len(slots)
        else:
            slot = tree[1][1]
            evicted = [holders[slot]]
            del slots[holders[slot]]
        slots[key], holders[slot] = slot, key
        at = width + slot
        tree[at] = (ahead[key][0] if ahead[key] else len(keys), slot)
        while at > 1:
            at //= 2
            tree[at] = max(tree[2 * at], tree[2 * at + 1])
        results.append((hit, evicted))
    return results
