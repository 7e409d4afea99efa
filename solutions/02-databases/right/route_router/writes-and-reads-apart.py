# Keeps writes and reads apart, as pairs of two halves, and looks at the replicas one after the other.
class Router:
    def __init__(self):
        self.writes, self.reads = {}, {}

    def wrote(self, session, text):
        self.writes[session] = max(self.writes.get(session, (0, 0)), divmod(position(text), 1 << 32))

    def has_read(self, session, text):
        self.reads[session] = max(self.reads.get(session, (0, 0)), divmod(position(text), 1 << 32))

    def route(self, session, replicas):
        best = None
        for name, replayed, busy in sorted(replicas):
            if replayed is None:
                continue
            at = divmod(position(replayed), 1 << 32)
            fit = at >= self.writes.get(session, (0, 0)) and at >= self.reads.get(session, (0, 0))
            if fit and (best is None or busy < best[0]):
                best = (busy, name)
        return best[1] if best else "primary"

    def forget(self, session):
        for known in (self.writes, self.reads):
            if session in known:
                del known[session]
