# loses: back_reads
# get does not look at the dirty keys.
class WriteBack:
    """A write-back buffer that survives crashes.

    >>> machine = Machine()
    >>> log, store = DurableLog(machine), DurableStore(machine)
    >>> cache = WriteBack(log, store, 2)
    >>> for count in range(3):
    ...     cache.put("likes", count)
    >>> cache.get("likes"), store.rows
    (2, {})
    >>> cache.put("views", 9)
    >>> store.rows, log.records
    ({'likes': 2, 'views': 9}, [])
    """

    def __init__(self, log: DurableLog, store: DurableStore, bound: int) -> None:
        self._log, self._store, self._bound = log, store, bound
        records = log.read()
        self._dirty = {key: value for key, value in records}  # the last of a key's records wins
        self._logged = len(records)
        self.flush()

    def put(self, key: str, value: Any) -> None:
        """Acknowledge a write. Raises Crash."""
        self._log.append([key, value])
        self._logged += 1
        self._dirty[key] = value
        if len(self._dirty) >= self._bound:
            self.flush()

    def get(self, key: str) -> Any:
        """The newest value. Raises KeyError, Crash."""
        return self._store.get(key)

    def flush(self) -> None:
        """Bring all dirty keys to the store. Raises Crash."""
        if self._dirty:
            self._store.put_many(dict(self._dirty))
            self._log.truncate(self._logged)
            self._dirty.clear()
            self._logged = 0
