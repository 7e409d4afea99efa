"""What a whole trace says at once: the clairvoyant optimum, and LRU at every size."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from course.sim.caches.cache import at_least_one, some


def optimal(keys: NDArray[np.int64], size: int) -> float:
    """Hit ratio, 0 … 1, of a cache of `size` keys that knows the future: no policy that stores every miss does better.

    Evicts the key that is needed farthest in the future (Belady 1966, *A study of replacement algorithms for a
    virtual-storage computer*; optimal by Mattson et al. 1970).

    Raises ValueError without a request.
    """
    at_least_one(size)
    following = _following(keys).tolist()
    cached: dict[int, int] = {}  # key: when it is needed next
    farthest: list[tuple[int, int]] = []  # heap of (-when, key); what no longer agrees with `cached` is out of date
    found = 0
    for key, needed in zip(keys.tolist(), following, strict=True):
        if key in cached:
            found += 1
        elif len(cached) >= size:
            while True:
                when, victim = heappop(farthest)
                if cached.get(victim) == -when:
                    break
            del cached[victim]
        cached[key] = needed
        heappush(farthest, (-needed, key))
    return found / some(keys)


def stack_distances(keys: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each request the number of different keys asked for since the last request for its key, itself included.

    The key's place in an LRU queue, 1 at the young end; infinity for a key's first request. LRU hits exactly where the
    distance is at most its size, so one pass serves all sizes (Mattson, Gecsei, Slutz and Traiger 1970, *Evaluation
    techniques for storage hierarchies*). O(n log n) time.
    """
    last = _previous(keys)
    # A key counts where it is asked for the first time since `last[i]`: at each j < i whose own previous request is
    # before `last[i]`. All the last[i] + 1 requests up to last[i] meet that too, and are taken off.
    distances = (_smaller_before(last + 1) - last).astype(np.float64)
    distances[last < 0] = np.inf
    return distances


def miss_ratio_curve(keys: NDArray[np.int64], sizes: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float64]:
    """Miss ratio of LRU, 0 … 1, for each of `sizes` in keys, by one pass over `keys`; ValueError without a request."""
    ordered = np.sort(stack_distances(keys))
    return 1.0 - np.searchsorted(ordered, np.asarray(sizes), side="right") / some(keys)


def _previous(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of the request before each one for the same key, -1 where there is none."""
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    found = np.full(len(keys), -1, dtype=np.int64)
    found[order[again + 1]] = order[again]
    return found


def _following(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of the next request for the same key; where there is none, len(keys)."""
    return len(keys) - 1 - _previous(keys[::-1])[::-1]


def _smaller_before(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each i the number of j < i with values[j] < values[i]; values ≥ 0.

    One bit at a time from the highest, as in a wavelet tree (Grossi, Gupta and Vitter 2003): requests that agree in all
    higher bits stand together in their order; whoever has a 1 exceeds each 0 before it in its group.
    """
    counts = np.zeros(len(values), dtype=np.int64)
    order = np.arange(len(values))
    for bit in reversed(range(int(values.max(initial=0)).bit_length())):
        ranked = values[order]
        ones = (ranked >> bit & 1).astype(np.bool_)
        zeros_before = np.cumsum(~ones, dtype=np.int64) - ~ones
        group = ranked >> bit + 1
        first = np.searchsorted(group, group[ones])
        counts[order[ones]] += zeros_before[ones] - zeros_before[first]
        order = order[np.argsort(ranked >> bit, kind="stable")]
    return counts
