# loses: shard_ring_change
# The last server leaves and takes the keys with it.
class Ring:
    """Keys on servers: a consistent-hashing ring on which no server has more than ceil(c * m / n) keys."""

    def __init__(self, c: float) -> None:
        """A ring without servers and keys."""
        self._c = c
        self._servers: set[str] = set()
        self._circle: list[tuple[int, str]] = []
        self._placed: dict[str, str] = {}  # in the order in which the keys arrived

    def add_server(self, server: str) -> None:
        """Put a server on the ring; nothing happens if it is there."""
        self._fleet(self._servers | {server})

    def remove_server(self, server: str) -> None:
        """Take a server off the ring. Raises KeyError, or NoServers if it is the last and there are keys."""
        if server not in self._servers:
            raise KeyError(server)
        if len(self._servers) == 1:
            self._placed = {}
        self._fleet(self._servers - {server})

    def add(self, key: str) -> None:
        """Place a key; nothing happens if it is there. Raises NoServers."""
        if not self._servers:
            raise NoServers(key)
        self._place([*self._placed, *([] if key in self._placed else [key])])

    def remove(self, key: str) -> None:
        """Remove a key. Raises KeyError."""
        if key not in self._placed:
            raise KeyError(key)
        self._place([other for other in self._placed if other != key])

    def server(self, key: str) -> str:
        """The server that has the key. Raises KeyError."""
        return self._placed[key]

    def placement(self) -> dict[str, str]:
        """All keys and their servers."""
        return dict(self._placed)

    def _fleet(self, servers: set[str]) -> None:
        self._servers = servers
        self._circle = sorted((point(f"{server}#{i}"), server) for server in servers for i in range(POINTS))
        self._place(list(self._placed))

    def _place(self, keys: list[str]) -> None:
        # The placement is a pure function of servers and keys in their order of arrival, so no history of changes can
        # break a rule. First come, first served: a new key disturbs nobody, and of the others only those move whose
        # walk has met a place that was given up. O(m) for a change; a ring of millions would repair the chain alone.
        capacity = math.ceil(self._c * len(keys) / len(self._servers)) if keys else 0
        load = dict.fromkeys(self._servers, 0)
        self._placed = {}
        for key in keys:
            step = bisect_left(self._circle, (point(key), ""))
            while load[self._circle[step % len(self._circle)][1]] == capacity:
                step += 1
            server = self._circle[step % len(self._circle)][1]
            load[server] += 1
            self._placed[key] = server
