# loses: hot_flight_errors
# The error never reaches those who wait.
class SingleFlight:
    """Concurrent calls of one key share one load.

    >>> flight = SingleFlight()
    >>> flight.do("front page", lambda: "news"), flight.waiting("front page")
    ('news', 0)
    """

    def __init__(self) -> None:
        """Nothing is under way."""
        self._lock = threading.Lock()
        self._flights: dict[Hashable, tuple[Future[Any], list[None]]] = {}  # key: its end, one item a waiter

    def do(self, key: Hashable, load: Callable[[], Any]) -> Any:
        """The value of the load under way, or of `load()`; raises what the load raises."""
        with self._lock:
            leads = key not in self._flights
            if leads:
                self._flights[key] = (Future(), [])
            end, waiters = self._flights[key]
            if not leads:
                waiters.append(None)
        if not leads:
            return end.result()
        try:
            value = load()
        except BaseException:
            self._forget(key)
            raise
        self._forget(key)
        end.set_result(value)
        return value

    def waiting(self, key: Hashable) -> int:
        """Calls that wait for another call's load of `key`."""
        with self._lock:
            return len(self._flights[key][1]) if key in self._flights else 0

    def _forget(self, key: Hashable) -> None:
        # Before the waiters wake up: none of them, calling again, may find the load that has ended.
        with self._lock:
            del self._flights[key]
