# Places all keys anew in the order of their points on the circle, with no memory but two sets.
class Ring:
    def __init__(self, c):
        self.c = c
        self.servers = set()
        self.keys = set()
        self.where = {}

    def change(self):
        corners = sorted((point(f"{s}#{i}"), s) for s in self.servers for i in range(POINTS))
        free = {s: math.ceil(self.c * len(self.keys) / len(self.servers)) for s in self.servers}
        self.where = {}
        for key in sorted(self.keys, key=point):
            after = [s for at, s in corners if at >= point(key)] + [s for _, s in corners]
            chosen = next(s for s in after if free[s])
            free[chosen] -= 1
            self.where[key] = chosen

    def add_server(self, s):
        self.servers.add(s)
        self.change()

    def remove_server(self, s):
        if self.keys and self.servers == {s}:
            raise NoServers
        self.servers.remove(s)
        self.change()

    def add(self, key):
        if not self.servers:
            raise NoServers
        self.keys.add(key)
        self.change()

    def remove(self, key):
        self.keys.remove(key)
        self.change()

    def server(self, key):
        return self.where[key]

    def placement(self):
        return self.where
