# loses: cache_arc_order
# Takes ghosts for cached keys.
class ArcKeys:
    """Balances recency and frequency by what it threw away too early.

    >>> cache = ArcKeys(2)
    >>> [cache.get(key) for key in "aabcb"], cache.target
    ([(False, []), (True, []), (False, []), (False, ['b']), (False, ['a'])], 1.0)
    """

    target: float
    """How many keys T1 should hold (p)."""

    def __init__(self, capacity: int) -> None:
        """Of `capacity` keys, at least 1."""
        self.capacity, self.target = capacity, 0.0
        # A dict is a queue here: the first key is the oldest.
        self._t1: dict[Hashable, None] = {}
        self._t2: dict[Hashable, None] = {}
        self._b1: dict[Hashable, None] = {}
        self._b2: dict[Hashable, None] = {}

    def keys(self) -> list[Hashable]:
        """The keys cached, in any order."""
        return [*self._t1, *self._t2, *self._b1, *self._b2]

    def get(self, key: Hashable) -> tuple[bool, list[Hashable]]:
        """Whether `key` was cached, and who left."""
        t1, t2, b1, b2 = self._t1, self._t2, self._b1, self._b2
        for queue in (t1, t2):
            if key in queue:
                del queue[key]
                t2[key] = None
                return True, []
        if key in b1:
            self.target = min(self.target + max(len(b2) / len(b1), 1.0), float(self.capacity))
            evicted = [self._replace(key)]
            del b1[key]
            t2[key] = None
            return False, evicted
        if key in b2:
            self.target = max(self.target - max(len(b1) / len(b2), 1.0), 0.0)
            evicted = [self._replace(key)]
            del b2[key]
            t2[key] = None
            return False, evicted
        evicted = []
        if len(t1) + len(b1) == self.capacity:
            if len(t1) < self.capacity:
                self._drop_oldest(b1)
                evicted = [self._replace(key)]
            else:
                evicted = [self._drop_oldest(t1)]
        elif (known := len(t1) + len(t2) + len(b1) + len(b2)) >= self.capacity:
            if known == 2 * self.capacity:
                self._drop_oldest(b2)
            evicted = [self._replace(key)]
        t1[key] = None
        return False, evicted

    @staticmethod
    def _drop_oldest(queue: dict[Hashable, None]) -> Hashable:
        key = next(iter(queue))
        del queue[key]
        return key

    def _replace(self, key: Hashable) -> Hashable:
        length = len(self._t1)
        from_t1 = length > 0 and (length > self.target or (key in self._b2 and length == self.target))
        victim = self._drop_oldest(self._t1 if from_t1 else self._t2)
        (self._b1 if from_t1 else self._b2)[victim] = None
        return victim
