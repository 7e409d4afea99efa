# Keeps the time beside each item and adds up sizes when it needs them.
class Batcher:
    """Collects items into batches that go when they are full or have waited `linger` seconds."""

    def __init__(self, max_items: int, max_bytes: int, linger: float) -> None:
        for bound in (max_items - 1, max_bytes - 1, linger):
            if bound < 0:
                raise ValueError("a bound is too small")
        self.bounds = max_items, max_bytes
        self.linger = linger
        self.waiting = []

    def add(self, item: bytes, now: float) -> list[list[bytes]]:
        """Take one item; the batches to be sent now."""
        items, room = self.bounds
        out = []
        deadline = self.next_deadline()
        if self.waiting and (deadline <= now or self.size() + len(item) > room):
            out = self.flush()
        self.waiting = [*self.waiting, (now, item)]
        if len(self.waiting) >= items or self.size() >= room:
            out = out + self.flush()
        return out

    def size(self):
        return sum(len(item) for _, item in self.waiting)

    def due(self, now: float) -> list[list[bytes]]:
        """The batch that has waited long enough, if there is one."""
        deadline = self.next_deadline()
        if deadline is None or deadline > now:
            return []
        return self.flush()

    def next_deadline(self) -> float | None:
        """When due() will have something to give; None while nothing waits."""
        for since, _ in self.waiting:
            return since + self.linger
        return None

    def flush(self) -> list[list[bytes]]:
        """All that waits."""
        batches = [[item for _, item in self.waiting]] if self.waiting else []
        self.waiting = []
        return batches
