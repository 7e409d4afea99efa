# loses: ack_order
# Starts the later messages of a key after a failure.
class LeaseManager:
    """Between a subscription and a pool: keeps leases, order and the truth."""

    def __init__(
        self,
        sub: FakeSubscription,
        start: Callable[[PulledMessage], None],
        settle: Callable[[str, bool], None],
        extension: Callable[[list[float]], int],
        outstanding: int = 100,
        deadline: int = 10,
        max_lease: int = 3600,
    ) -> None:
        self._sub = sub
        self._start = start
        self._settle = settle
        self._extension = extension
        self._outstanding = outstanding
        self._deadline = deadline
        self._max_lease = max_lease
        self._held: dict[str, _Lease] = {}  # by ack id, in the order of the pulls
        self._running: dict[str, str] = {}  # ack id -> key, of all workers that are not through
        self._delays: list[float] = []

    def finished(self, ack_id: str, ok: bool) -> None:
        """A worker is through with a message."""
        del self._running[ack_id]
        if ack_id in self._held:
            self._held[ack_id].verdict = ok

    def tick(self) -> None:
        """Drop, acknowledge, extend, pull, start."""
        now = self._sub.clock()
        for lease in list(self._held.values()):
            if lease.expires <= now:
                self._give_up(lease)
        self._answer(now)
        self._extend(now)
        room = self._outstanding - len(self._held)
        for message in self._sub.pull(room) if room else []:
            for older in [one for one in self._held.values() if one.message.message_id == message.message_id]:
                self._give_up(older)
            self._held[message.ack_id] = _Lease(message, now, now + self._deadline)
        # A worker whose message is lost holds no lease any more, but its key; a lease that has finished holds it, too.
        busy = set(self._running.values()) | {one.message.ordering_key for one in self._held.values() if one.started}
        for lease in self._held.values():
            key = lease.message.ordering_key
            if not lease.started and (not key or key not in busy):
                busy.add(key)
                lease.started = True
                self._running[lease.message.ack_id] = key
                self._start(lease.message)

    def _answer(self, now: float) -> None:
        """Acknowledgements and nacks."""
        for verdict in (True, False):
            ids = [ack_id for ack_id, lease in self._held.items() if lease.verdict is verdict]
            if not ids:
                continue
            words = self._sub.acknowledge(ids) if verdict else self._sub.modify_ack_deadline(ids, 0)
            for ack_id in ids:
                if words[ack_id] == "transient" or ack_id not in self._held:
                    continue
                lease = self._held[ack_id]
                if words[ack_id] == "success" and verdict:
                    del self._held[ack_id]
                    self._delays.append(now - lease.pulled)
                    self._settle(lease.message.message_id, True)
                else:
                    self._give_up(lease)

    def _extend(self, now: float) -> None:
        due: dict[int, list[str]] = {}
        for ack_id, lease in self._held.items():
            if lease.expires - now <= 3 and lease.expires < lease.pulled + self._max_lease:
                seconds = int(min(self._extension(self._delays), lease.pulled + self._max_lease - now))
                due.setdefault(seconds, []).append(ack_id)
        for seconds, ids in due.items():
            # Those that were dropped meanwhile, behind a lost one of their key, are none of our business any more.
            ids = [ack_id for ack_id in ids if ack_id in self._held]
            if not ids:
                continue
            for ack_id, word in self._sub.modify_ack_deadline(ids, seconds).items():
                if word == "success" and ack_id in self._held:
                    self._held[ack_id].expires = now + seconds
                elif word == "invalid" and ack_id in self._held:
                    self._give_up(self._held[ack_id])

    def _give_up(self, lease: "_Lease") -> None:
        """The message is lost or failed, and comes again, before all later ones of its key."""
        if lease.message.ack_id not in self._held:
            return
        del self._held[lease.message.ack_id]
        if lease.started:
            self._settle(lease.message.message_id, False)


@dataclass(eq=False)
class _Lease:
    """What is known of a held message."""

    message: PulledMessage
    pulled: float
    expires: float
    started: bool = False
    verdict: bool | None = None  # what its worker said
