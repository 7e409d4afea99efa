# loses: cache_sieve_order
# Every search begins at the oldest key.
class SieveBytes:
    """Evicts the first key from the hand on that was not visited.

    >>> cache = SieveBytes(3)
    >>> [cache.get(key, 1) for key in "abcadb"]
    [(False, []), (False, []), (False, []), (True, []), (False, ['b']), (False, ['c'])]
    """

    used: int
    """Bytes cached."""

    def __init__(self, capacity: int) -> None:
        """Of `capacity` bytes, at least 1."""
        # The queue is cut in two at the hand: all that moves is the cut, from the left end of `_ahead`.
        self.capacity, self.used = capacity, 0
        self._sizes: dict[Hashable, int] = {}
        self._visited: set[Hashable] = set()
        self._passed: deque[Hashable] = deque()  # older than the hand
        self._ahead: deque[Hashable] = deque()  # the hand's key and those newer; never empty while _passed is not

    def keys(self) -> list[Hashable]:
        """The keys cached, in any order."""
        return list(self._sizes)

    def get(self, key: Hashable, size: int) -> tuple[bool, list[Hashable]]:
        """Whether `key` was cached, and who left."""
        if key in self._sizes:
            self._visited.add(key)
            return True, []
        evicted: list[Hashable] = []
        if size > self.capacity:
            return False, evicted
        while self.used + size > self.capacity:
            evicted.append(self._evict())
        self._sizes[key] = size
        self.used += size
        self._ahead.append(key)
        return False, evicted

    def _evict(self) -> Hashable:
        self._ahead, self._passed = self._passed + self._ahead, deque()
        while (key := self._ahead.popleft()) in self._visited:
            self._visited.remove(key)
            self._passed.append(key)
            self._wrap()
        self._wrap()
        self.used -= self._sizes.pop(key)
        return key

    def _wrap(self) -> None:
        """From the newest key the hand goes to the oldest."""
        if not self._ahead:
            self._ahead, self._passed = self._passed, self._ahead
