# loses: through_reads, through_writes, through_failures, through_many
# A cached None is taken for a miss.
from collections import OrderedDict


class WriteThrough:
    """An LRU cache of `size` keys that writes its store first.

    >>> cache = WriteThrough(store := CountedStore({"pen": 3}), 2)
    >>> cache.put("ink", 7)
    >>> cache.get("ink"), cache.get("pen"), cache.get("pen")
    (7, 3, 3)
    >>> store.calls
    [('put', 'ink', 7), ('get', 'pen')]
    """

    def __init__(self, store: CountedStore, size: int) -> None:
        self._store, self._size = store, size
        self._cached: OrderedDict[str, int | None] = OrderedDict()  # the key used last comes last

    def get(self, key: str) -> int | None:
        """The value of a key. Raises KeyError for an absent one, StoreError."""
        if self._cached.get(key) is None:
            self._keep(key, self._store.get(key))
        self._cached.move_to_end(key)
        return self._cached[key]

    def put(self, key: str, value: int | None) -> None:
        """Write one key. Raises StoreError."""
        try:
            self._store.put(key, value)
        except StoreError:
            self._cached.pop(key, None)
            raise
        self._keep(key, value)

    def put_many(self, items: dict[str, int | None]) -> None:
        """Write all keys or none. Raises StoreError."""
        if not items:
            return
        try:
            self._store.put_many(items)
        except StoreError:
            for key in items:
                self._cached.pop(key, None)
            raise
        for key, value in items.items():
            self._keep(key, value)

    def _keep(self, key, value):
        self._cached[key] = value
        self._cached.move_to_end(key)
        if len(self._cached) > self._size:
            self._cached.popitem(last=False)
