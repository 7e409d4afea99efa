"""ARC: recency and frequency, balanced by what each of them threw away too early (Megiddo and Modha, FAST 2003)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from course.sim.caches.cache import at_least_one

Queue = OrderedDict[Hashable, None]


class ARC:
    """Adaptive replacement cache (Megiddo and Modha, FAST 2003, *ARC: a self-tuning, low overhead replacement cache*,
    figure 4).

    `_once` (T1) holds keys asked for once, `_often` (T2) keys asked for again, both in LRU order; `_once_ghosts` (B1)
    and `_often_ghosts` (B2) remember the keys that each evicted last. A miss on a ghost says that its queue is too
    short, and moves `_target` (p), the length that T1 should have. p is a real number, as in the paper: dividing the
    ghost queues' lengths as integers hits a little less.
    """

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._target = 0.0
        self._once: Queue = OrderedDict()
        self._often: Queue = OrderedDict()
        self._once_ghosts: Queue = OrderedDict()
        self._often_ghosts: Queue = OrderedDict()

    def get(self, key: Hashable) -> bool:
        if key in self._often:  # case I
            self._often.move_to_end(key)
            return True
        if key in self._once:
            del self._once[key]
            self._often[key] = None
            return True
        if key in self._once_ghosts:  # case II
            step = max(len(self._often_ghosts) / len(self._once_ghosts), 1.0)
            self._target = min(self._target + step, self.size)
            self._replace(often_asked=False)
            del self._once_ghosts[key]
            self._often[key] = None
        elif key in self._often_ghosts:  # case III
            step = max(len(self._once_ghosts) / len(self._often_ghosts), 1.0)
            self._target = max(self._target - step, 0.0)
            self._replace(often_asked=True)
            del self._often_ghosts[key]
            self._often[key] = None
        else:  # case IV
            self._make_room()
            self._once[key] = None
        return False

    def _make_room(self) -> None:
        """For a key that no queue knows: at most `size` keys in T1 and B1, at most twice as many in all."""
        recent = len(self._once) + len(self._once_ghosts)
        known = recent + len(self._often) + len(self._often_ghosts)
        if recent == self.size:
            if self._once_ghosts:
                self._once_ghosts.popitem(last=False)
                self._replace(often_asked=False)
            else:
                self._once.popitem(last=False)
        elif known >= self.size:
            if known == 2 * self.size:
                self._often_ghosts.popitem(last=False)
            self._replace(often_asked=False)

    def _replace(self, often_asked: bool) -> None:
        """Evict from T1 when it is longer than its target, else from T2, and remember the key."""
        length = len(self._once)
        if length and (length > self._target or (often_asked and length == self._target)):
            key, _ = self._once.popitem(last=False)
            self._once_ghosts[key] = None
        else:
            key, _ = self._often.popitem(last=False)
            self._often_ghosts[key] = None
