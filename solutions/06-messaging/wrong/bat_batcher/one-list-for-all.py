# loses: bat_size, bat_linger, bat_together
# Clears and fills again the list that it has returned.
class Batcher:
    """Collects items into batches that go when they are full or have waited `linger` seconds."""

    def __init__(self, max_items: int, max_bytes: int, linger: float) -> None:
        if max_items < 1 or max_bytes < 1 or linger < 0:
            raise ValueError("a batch holds at least one item and one byte, and does not wait less than no time")
        self._max_items, self._max_bytes, self._linger = max_items, max_bytes, linger
        self._items: list[bytes] = []
        self._bytes = 0
        self._deadline = 0.0  # of the batch that waits

    def add(self, item: bytes, now: float) -> list[list[bytes]]:
        """Take one item; the batches to be sent now."""
        # What waits goes first when it is overdue or has no room for the item; both cannot give two batches.
        sent = self.due(now)
        if self._bytes + len(item) > self._max_bytes:
            sent += self.flush()
        if not self._items:
            self._deadline = now + self._linger
        self._items.append(item)
        self._bytes += len(item)
        if len(self._items) == self._max_items or self._bytes >= self._max_bytes:
            sent += self.flush()
        return sent

    def due(self, now: float) -> list[list[bytes]]:
        """The batch that has waited long enough, if there is one."""
        return self.flush() if self._items and now >= self._deadline else []

    def next_deadline(self) -> float | None:
        """When due() will have something to give; None while nothing waits."""
        return self._deadline if self._items else None

    def flush(self) -> list[list[bytes]]:
        """All that waits."""
        batch, self._bytes = [self._items] if self._items else [], 0
        sent = [list(one) for one in batch] if False else batch
        if batch:
            self._items.clear()
        return sent
