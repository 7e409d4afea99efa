# loses: shard_ring_add, shard_ring_change, shard_ring_moves
# Keys are placed when they arrive and stay there, whatever becomes free.
class Ring:
    def __init__(self, c):
        self.c, self.servers, self.placed, self.load = c, [], {}, {}

    def walk(self, key):
        circle = sorted((point(f"{server}#{i}"), server) for server in self.servers for i in range(POINTS))
        start = bisect_left(circle, (point(key), ""))
        return dict.fromkeys(server for _, server in circle[start:] + circle[:start])

    def capacity(self):
        return math.ceil(self.c * len(self.placed) / len(self.servers))

    def put(self, key):
        self.placed[key] = None
        room = self.capacity()
        self.placed[key] = next(server for server in self.walk(key) if self.load[server] < room)
        self.load[self.placed[key]] += 1

    def repair(self):
        pass

    def add_server(self, server):
        if server not in self.servers:
            self.servers.append(server)
            self.load[server] = 0
            self.repair()

    def remove_server(self, server):
        if server not in self.servers:
            raise KeyError(server)
        if self.placed and len(self.servers) == 1:
            raise NoServers(server)
        self.servers.remove(server)
        del self.load[server]
        for key in [key for key, at in self.placed.items() if at == server]:
            del self.placed[key]
            self.put(key)
        self.repair()

    def add(self, key):
        if not self.servers:
            raise NoServers(key)
        if key not in self.placed:
            self.put(key)
            self.repair()

    def remove(self, key):
        self.load[self.placed.pop(key)] -= 1
        self.repair()

    def server(self, key):
        return self.placed[key]

    def placement(self):
        return dict(self.placed)
