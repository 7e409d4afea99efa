# loses: cache_lfu_order
# A hit does not count: all keys have count 1.
class LfuBytes:
    """Evicts a least frequently used key, of these the least recently used.

    >>> cache = LfuBytes(3)
    >>> [cache.get(key, 1) for key in "aabbcd"][-2:]
    [(False, []), (False, ['c'])]
    """

    used: int
    """Bytes cached."""

    def __init__(self, capacity: int) -> None:
        """Of `capacity` bytes, at least 1."""
        self.capacity, self.used = capacity, 0
        self._sizes: dict[Hashable, int] = {}
        self._counts: dict[Hashable, int] = {}
        self._queues: dict[int, dict[Hashable, None]] = {}  # count: its keys, the least recently used first
        self._lowest = 1  # no key has a lower count

    def keys(self) -> list[Hashable]:
        """The keys cached, in any order."""
        return list(self._sizes)

    def get(self, key: Hashable, size: int) -> tuple[bool, list[Hashable]]:
        """Whether `key` was cached, and who left."""
        if key in self._sizes:
            count = self._counts[key]
            self._take(key)
            self._put(key, count)
            return True, []
        evicted: list[Hashable] = []
        if size > self.capacity:
            return False, evicted
        while self.used + size > self.capacity:
            # Counts go up by one, and a gap is only left by evictions: the search is paid for by earlier hits.
            while self._lowest not in self._queues:
                self._lowest += 1
            victim = next(iter(self._queues[self._lowest]))
            self._take(victim)
            self.used -= self._sizes.pop(victim)
            evicted.append(victim)
        self._sizes[key] = size
        self.used += size
        self._put(key, 1)
        self._lowest = 1
        return False, evicted

    def _put(self, key: Hashable, count: int) -> None:
        self._counts[key] = count
        self._queues.setdefault(count, {})[key] = None

    def _take(self, key: Hashable) -> None:
        count = self._counts.pop(key)
        queue = self._queues[count]
        del queue[key]
        if not queue:
            del self._queues[count]
