# loses: cache_lru_order
# A hit does not move the key: first in, first out.
class LruBytes:
    """Evicts the least recently used key.

    >>> cache = LruBytes(10)
    >>> cache.get("a", 4), cache.get("b", 4), cache.get("a", 4)
    ((False, []), (False, []), (True, []))
    >>> cache.get("c", 8), cache.used, cache.keys()
    ((False, ['b', 'a']), 8, ['c'])
    """

    used: int
    """Bytes cached."""

    def __init__(self, capacity: int) -> None:
        """Of `capacity` bytes, at least 1."""
        # A dict keeps the order of insertion: taken out and put in again, a key is the youngest.
        self.capacity, self.used = capacity, 0
        self._sizes: dict[Hashable, int] = {}

    def keys(self) -> list[Hashable]:
        """The keys cached, in any order."""
        return list(self._sizes)

    def get(self, key: Hashable, size: int) -> tuple[bool, list[Hashable]]:
        """Whether `key` was cached, and who left."""
        if key in self._sizes:
            return True, []
        evicted = []
        if size > self.capacity:
            return False, evicted
        while self.used + size > self.capacity:
            victim = next(iter(self._sizes))
            self.used -= self._sizes.pop(victim)
            evicted.append(victim)
        self._sizes[key] = size
        self.used += size
        return False, evicted
