# loses: route_stale
# Writes keep the furthest position, but word of a read replaces it, also if it arrives late.
class Router:
    """Where reads go. Sessions are named by text; positions are given in PostgreSQL's text form."""

    def __init__(self) -> None:
        # One number a session is enough: both promises ask for "at least as far as", and the larger one covers both.
        self._needed: dict[str, int] = {}

    def wrote(self, session: str, text: str) -> None:
        """The session's write was committed at this position."""
        self._needed[session] = max(self._needed.get(session, 0), position(text))

    def has_read(self, session: str, text: str) -> None:
        """The session was answered by a server that had replayed up to this position."""
        self._needed[session] = position(text)

    def route(self, session: str, replicas: list[Replica]) -> str:
        """The name of the replica that the session's next read goes to, or "primary"."""
        needed = self._needed.get(session, 0)
        fit = [one for one in replicas if one.replayed is not None and position(one.replayed) >= needed]
        return min(fit, key=lambda one: (one.reads_in_flight, one.name)).name if fit else "primary"

    def forget(self, session: str) -> None:
        """The session has ended. A session that is not known: nothing happens."""
        self._needed.pop(session, None)
