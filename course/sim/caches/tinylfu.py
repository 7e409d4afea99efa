"""W-TinyLFU: a newcomer enters only if it was asked for more often than what it replaces."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from course.sim.caches.cache import at_least_one

Queue = OrderedDict[Hashable, None]

MIX = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4)
WORD, HALF_WORD = (1 << 64) - 1, (1 << 32) - 1
MOST = 15
HALVES = bytes(counter // 2 for counter in range(256))


class Frequencies:
    """About how often each key was asked for lately: a count-min sketch (Cormode and Muthukrishnan 2005) that forgets.

    Four rows of at least four counters a key, as in Caffeine. Only the smallest of a key's four counters grow
    (conservative update: Estan and Varghese 2002), up to 15: four bits each would do. After `sample` requests all
    counters are halved, so that old fame fades (the paper's *reset*).
    """

    def __init__(self, keys: int, sample: int) -> None:
        self._width = 4 << (keys - 1).bit_length()
        self._counters = bytearray(4 * self._width)
        self._sample = sample
        self._seen = 0

    def add(self, key: Hashable) -> None:
        """Count one request for `key`."""
        counters = self._counters
        places = self._places(key)
        lowest = min([counters[place] for place in places])
        if lowest < MOST:
            for place in places:
                if counters[place] == lowest:
                    counters[place] = lowest + 1
        self._seen += 1
        if self._seen >= self._sample:
            self._counters = counters.translate(HALVES)
            self._seen >>= 1

    def estimate(self, key: Hashable) -> int:
        """At least how often `key` was counted since it last faded, more when others share all its counters."""
        return min([self._counters[place] for place in self._places(key)])

    def _places(self, key: Hashable) -> tuple[int, int, int, int]:
        mixed = hash(key) * MIX & WORD
        mixed = (mixed ^ mixed >> 32) * MIX & WORD
        # Four places of two hashes (Kirsch and Mitzenmacher 2006), the second one odd; each in a row of its own.
        place, step, width = mixed >> 32, mixed & HALF_WORD | 1, self._width
        low = width - 1
        return (
            place & low,
            (place + step & low) + width,
            (place + 2 * step & low) + 2 * width,
            (place + 3 * step & low) + 3 * width,
        )


class WTinyLFU:
    """W-TinyLFU (Einziger, Friedman and Manes 2017, *TinyLFU: a highly efficient cache admission policy*, ACM
    Transactions on Storage 13(4), article 35).

    A new key enters an LRU window of 1 % of the size. What falls out of the window meets the next victim of the main
    cache, and the one that was asked for more often stays. The main cache is a segmented LRU: a hit on probation moves
    a key to the protected 80 %, whose overflow goes back on probation. Frequencies come from a sketch that halves all
    its counters after 10 requests for each cached key, as in Caffeine.

    Without the paper's doorkeeper, a Bloom filter that saves counters for keys asked for once. libcachesim counts
    otherwise: nothing on a hit in the window, once more for a candidate, halving only after 32 hits in the main cache
    for each key that it holds. On Zipf traffic, also with a scan through it, the hit ratios differ by up to two points;
    where popularity moves this one forgets sooner and hits more, and with loops it is now one, now the other. At sizes
    under 100 libcachesim's window is empty, and nothing is cached.
    """

    def __init__(self, size: int, window: float = 0.01) -> None:
        self.size = at_least_one(size)
        self._window_size = max(round(size * window), 1)
        self._main_size = size - self._window_size
        self._protected_size = self._main_size * 4 // 5
        self._frequencies = Frequencies(size, sample=10 * size)
        self._window: Queue = OrderedDict()
        self._probation: Queue = OrderedDict()
        self._protected: Queue = OrderedDict()

    def get(self, key: Hashable) -> bool:
        self._frequencies.add(key)
        if key in self._protected:
            self._protected.move_to_end(key)
            return True
        if key in self._window:
            self._window.move_to_end(key)
            return True
        if key in self._probation:
            self._promote(key)
            return True
        self._window[key] = None
        if len(self._window) > self._window_size:
            candidate, _ = self._window.popitem(last=False)
            self._admit(candidate)
        return False

    def _promote(self, key: Hashable) -> None:
        del self._probation[key]
        self._protected[key] = None
        if len(self._protected) > self._protected_size:
            demoted, _ = self._protected.popitem(last=False)
            self._probation[demoted] = None

    def _admit(self, candidate: Hashable) -> None:
        probation = self._probation
        if len(probation) + len(self._protected) >= self._main_size:
            if not probation:  # a cache of one key is all window
                return
            estimate = self._frequencies.estimate
            if estimate(candidate) <= estimate(next(iter(probation))):
                return
            probation.popitem(last=False)
        probation[candidate] = None
