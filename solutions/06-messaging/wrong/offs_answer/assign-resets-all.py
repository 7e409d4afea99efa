# loses: offs_rebalance, offs_keys
# A cooperative assignment throws away the partitions that stay.
class OffsetManager:
    """Between a consumer and a pool: order by key, safe commits, backpressure."""

    def __init__(
        self, consumer: FakeConsumer, start: Callable[[int, KafkaRecord], None], limit: int = 20
    ) -> None:
        self._consumer = consumer
        self._start = start
        self._limit = limit
        self._partitions: dict[int, _Held] = {}
        self._tickets: dict[int, tuple[_Held, KafkaRecord]] = {}
        self._last = 0

    def step(self) -> None:
        """Pause and resume, poll once, start what may start."""
        held = self._partitions
        self._consumer.pause([p for p, one in held.items() if len(one.open) >= self._limit])
        self._consumer.resume([p for p, one in held.items() if len(one.open) < self._limit])
        for record in self._consumer.poll():
            one = held[record.partition]
            one.open[record.offset] = record
            one.next = record.offset + 1
            if one.committed is None:
                one.committed = record.offset
            if record.key is None:
                self._begin(one, record)
                continue
            lane = one.lanes.setdefault(record.key, deque())
            lane.append(record)
            if len(lane) == 1:
                self._begin(one, record)

    def finished(self, ticket: int) -> None:
        """A record is done."""
        # The state object is the assignment's identity: a partition that came back has another one.
        one, record = self._tickets.pop(ticket, (None, None))
        if one is None or self._partitions.get(record.partition) is not one:
            return
        del one.open[record.offset]
        if record.key is not None:
            lane = one.lanes[record.key]
            lane.popleft()
            if lane:
                self._begin(one, lane[0])
            else:
                del one.lanes[record.key]

    def commit(self) -> None:
        """Commit what has moved since the last commit."""
        self._commit(list(self._partitions))

    def on_assign(self, partitions: list[int]) -> None:
        """These partitions are ours now."""
        for partition in {*partitions, *self._partitions}:
            self._partitions[partition] = _Held()

    def on_revoke(self, partitions: list[int]) -> None:
        """These partitions go, and a commit is still possible."""
        self._commit(partitions)
        self.on_lost(partitions)

    def on_lost(self, partitions: list[int]) -> None:
        """These partitions are gone."""
        for partition in partitions:
            self._partitions.pop(partition, None)

    def _begin(self, one: "_Held", record: KafkaRecord) -> None:
        self._last += 1
        self._tickets[self._last] = one, record
        self._start(self._last, record)

    def _commit(self, partitions: list[int]) -> None:
        held = {p: self._partitions[p] for p in partitions if p in self._partitions}
        moved = {p: one.safe() for p, one in held.items() if one.committed is not None and one.safe() > one.committed}
        if not moved:
            return
        with contextlib.suppress(CommitFailed):
            self._consumer.commit(moved)
            for partition, offset in moved.items():
                held[partition].committed = offset


class _Held:
    """What one assignment of a partition holds."""

    def __init__(self) -> None:
        self.open: dict[int, KafkaRecord] = {}  # received and not finished, in the order received
        self.lanes: dict[str, deque[KafkaRecord]] = {}  # by key: the first one is with the pool
        self.next = 0
        self.committed: int | None = None

    def safe(self) -> int:
        return next(iter(self.open), self.next)
