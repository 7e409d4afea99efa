"""FIFO, LRU, LFU and random replacement: one order, one victim."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Hashable

import numpy as np

from course.sim.caches.cache import at_least_one


class FIFO:
    """First in, first out: a hit changes nothing."""

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._queue: OrderedDict[Hashable, None] = OrderedDict()

    def get(self, key: Hashable) -> bool:
        queue = self._queue
        if key in queue:
            return True
        if len(queue) >= self.size:
            queue.popitem(last=False)
        queue[key] = None
        return False


class LRU:
    """Least recently used: a hit moves the key to the young end, the old end goes."""

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._queue: OrderedDict[Hashable, None] = OrderedDict()

    def get(self, key: Hashable) -> bool:
        queue = self._queue
        if key in queue:
            queue.move_to_end(key)
            return True
        if len(queue) >= self.size:
            queue.popitem(last=False)
        queue[key] = None
        return False


class LFU:
    """Least frequently used, counted while a key is cached: what comes back after an eviction starts at 1 again.

    Among keys of the lowest count the least recently used goes. Constant time by one queue for each count (Shah, Mitra
    and Matani 2010, *An O(1) algorithm for implementing the LFU cache eviction scheme*), which leaves the choice among
    equals open; libcachesim chooses the same way, and calls it FIFO.
    """

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._counts: dict[Hashable, int] = {}
        self._queues: defaultdict[int, OrderedDict[Hashable, None]] = defaultdict(OrderedDict)
        self._lowest = 1

    def get(self, key: Hashable) -> bool:
        counts, queues = self._counts, self._queues
        count = counts.get(key)
        if count is None:
            if len(counts) >= self.size:
                self._evict()
            counts[key] = self._lowest = 1
            queues[1][key] = None
            return False
        counts[key] = count + 1
        queue = queues[count]
        del queue[key]
        queues[count + 1][key] = None
        if not queue:
            del queues[count]
            if self._lowest == count:
                self._lowest = count + 1
        return True

    def _evict(self) -> None:
        queue = self._queues[self._lowest]
        victim, _ = queue.popitem(last=False)
        del self._counts[victim]
        if not queue:
            del self._queues[self._lowest]


class Random:
    """Random replacement: any cached key goes, all equally likely. Nothing to keep up to date on a hit."""

    def __init__(self, size: int, rng: np.random.Generator) -> None:
        self.size = at_least_one(size)
        self._rng = rng
        self._cached: set[Hashable] = set()
        self._slots: list[Hashable] = []

    def get(self, key: Hashable) -> bool:
        cached, slots = self._cached, self._slots
        if key in cached:
            return True
        if len(slots) < self.size:
            slots.append(key)
        else:
            slot = int(self._rng.random() * self.size)
            cached.remove(slots[slot])
            slots[slot] = key
        cached.add(key)
        return False
