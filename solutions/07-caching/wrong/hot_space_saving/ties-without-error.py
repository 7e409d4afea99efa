# loses: hot_top_counts
# top() ignores the error among equal counts.
class SpaceSaving:
    """The most frequent items of a stream, by k counters.

    >>> hot = SpaceSaving(2)
    >>> for item in "aabc":
    ...     hot.add(item)
    >>> hot.top(2), hot.error("c"), hot.count("b")
    ([('a', 2), ('c', 2)], 1, 0)
    """

    def __init__(self, k: int) -> None:
        """With `k` counters; ValueError if k < 1."""
        if k < 1:
            raise ValueError("at least one counter")
        self._k = k
        self._counters: dict[Hashable, tuple[int, int]] = {}  # item: count, error; the one last added longest ago first

    def add(self, item: Hashable) -> None:
        """Count one more `item`."""
        counters = self._counters
        if item in counters:
            count, error = counters.pop(item)
        elif len(counters) < self._k:
            count, error = 0, 0
        else:
            victim = min(counters, key=lambda one: counters[one][0])  # the first of several
            count = error = counters.pop(victim)[0]
        counters[item] = (count + 1, error)

    def count(self, item: Hashable) -> int:
        """Its count, at least the true nth; 0 if it has no counter."""
        return self._counters.get(item, (0, 0))[0]

    def error(self, item: Hashable) -> int:
        """By how much the count may be too high; 0 if it has no counter."""
        return self._counters.get(item, (0, 0))[1]

    def top(self, n: int) -> list[tuple[Hashable, int]]:
        """The `n` items of the highest counts, with these."""
        ranked = sorted(self._counters.items(), key=lambda one: -one[1][0])  # sorted() is stable
        return [(item, count) for item, (count, _) in ranked[:n]]
