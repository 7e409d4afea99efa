"""SIEVE: FIFO with a hand that spares what was asked for (Zhang et al., NSDI 2024)."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

from course.sim.caches.cache import at_least_one


class Sieve:
    """SIEVE (Zhang, Yang, Yue, Vigfusson and Rashmi, NSDI 2024, *SIEVE is simpler than LRU*, algorithm 1).

    A hit marks the key and moves nothing. To make room a hand walks from the old end to the young end: it takes the
    mark off each marked key and passes it, and evicts the first unmarked one. There it waits for the next eviction;
    from the young end it goes back to the old one. Unlike CLOCK, survivors keep their place and new keys enter at the
    young end, not behind the hand.

    The paper's queue is a linked list with a pointer; here it is cut in two at the hand.
    """

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._marked: dict[Hashable, bool] = {}
        self._passed: deque[Hashable] = deque()  # older than the hand, oldest first
        self._ahead: deque[Hashable] = deque()  # from the hand to the young end

    def get(self, key: Hashable) -> bool:
        marked = self._marked
        if key in marked:
            marked[key] = True
            return True
        if len(marked) >= self.size:
            self._evict()
        marked[key] = False
        self._ahead.append(key)
        return False

    def _evict(self) -> None:
        marked = self._marked
        while marked[key := self._ahead.popleft()]:
            marked[key] = False
            self._passed.append(key)
            self._wrap()
        del marked[key]
        # At once, before the new key enters: the hand that has left the young end continues at the old one.
        self._wrap()

    def _wrap(self) -> None:
        if not self._ahead:
            self._ahead, self._passed = self._passed, self._ahead
