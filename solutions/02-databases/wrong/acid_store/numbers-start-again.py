# loses: acid_again, acid_fault
# Transaction numbers start at 1 after recovery; old records without a commit join the new transaction.
class Store:
    """A key-value store (keys and values are strings) that survives a crash at any moment."""

    def __init__(self, disk: Disk) -> None:
        """Open the log on `disk`: recover, cut off what is not whole, sync."""
        self._disk = disk
        self._state: dict[str, str] = {}
        self._open: dict[int, list[Record]] = {}  # changes of transactions that have not committed
        self._broken = False
        self._last = 0
        payloads, good = frames(disk.read())
        for record in map(decode_record, payloads):
            if isinstance(record, Commit):
                apply(self._state, self._open.pop(record.tx, []))
            else:
                self._open.setdefault(record.tx, []).append(record)
        self._open.clear()  # whoever had them open is gone
        disk.truncate(good)  # or the next record would be written where no recovery ever gets to
        disk.sync()

    def begin(self) -> int:
        """The number of a new transaction."""
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        self._last += 1
        self._open[self._last] = []
        return self._last

    def put(self, tx: int, key: str, value: str) -> None:
        """Set `key`, as part of transaction `tx`."""
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        if tx not in self._open:
            raise UnknownTransaction(tx)
        self._open[tx].append(Put(tx, key, value))

    def delete(self, tx: int, key: str) -> None:
        """Remove `key`, as part of transaction `tx`; nothing happens if it is not there."""
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        if tx not in self._open:
            raise UnknownTransaction(tx)
        self._open[tx].append(Delete(tx, key))

    def commit(self, tx: int) -> None:
        """End transaction `tx`; when this returns, its changes are safe and visible."""
        # Records stay in memory until here: one write, one sync, and a transaction that is given up leaves no trace.
        # They become visible only after the sync, so that nobody acts on what a power cut could still take back.
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        if tx not in self._open:
            raise UnknownTransaction(tx)
        try:
            self._disk.append(b"".join(frame(encode_record(record)) for record in [*self._open[tx], Commit(tx)]))
            self._disk.sync()
        except DiskError:
            self._broken = True
            raise
        apply(self._state, self._open.pop(tx))

    def get(self, key: str) -> str | None:
        """The committed value of `key`, or None."""
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        return self._state.get(key)

    def items(self) -> dict[str, str]:
        """All committed keys and their values."""
        if self._broken:
            raise BrokenStore("the disk failed; open the store again")
        return dict(self._state)
