# Keeps the records themselves and combines them when it flushes or reads.
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
        self._records = log.read()
        self.flush()

    def put(self, key: str, value: Any) -> None:
        """Acknowledge a write. Raises Crash."""
        self._log.append([key, value])
        self._records.append([key, value])
        if len({record[0] for record in self._records}) >= self._bound:
            self.flush()

    def get(self, key: str) -> Any:
        """The newest value. Raises KeyError, Crash."""
        for written, value in reversed(self._records):
            if written == key:
                return value
        return self._store.get(key)

    def flush(self) -> None:
        """Bring all dirty keys to the store. Raises Crash."""
        if self._records:
            self._store.put_many({key: value for key, value in self._records})
            self._log.truncate(len(self._records))
            self._records = []
