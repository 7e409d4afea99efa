# Keeps the placement and repairs it: keys above the cap move on, keys that passed a place come back.
class Ring:
    def __init__(self, c):
        self.c, self.servers, self.placed, self.load, self.walks = c, [], {}, {}, {}

    def walk(self, key):
        if key in self.walks:
            return self.walks[key]
        circle = sorted((point(f"{server}#{i}"), server) for server in self.servers for i in range(POINTS))
        start = bisect_left(circle, (point(key), ""))
        self.walks[key] = list(dict.fromkeys(server for _, server in circle[start:] + circle[:start]))
        return self.walks[key]

    def capacity(self):
        return math.ceil(self.c * len(self.placed) / len(self.servers))

    def put(self, key):
        self.placed[key] = self.walk(key)[0]
        self.load[self.placed[key]] += 1

    def repair(self):
        while self.step():
            pass

    def step(self):
        room = self.capacity() if self.placed else 0
        for key in reversed(self.placed):
            if self.load[self.placed[key]] > room:
                return self.move(key, room)
        return any(self.move(key, room) for key in self.placed)

    def move(self, key, room):
        old = self.placed[key]
        for server in self.walk(key):
            if server == old and self.load[old] <= room:
                return False
            if self.load[server] < room:
                self.load[old] -= 1
                self.load[server] += 1
                self.placed[key] = server
                return True
        return False

    def add_server(self, server):
        if server not in self.servers:
            self.servers.append(server)
            self.load[server] = 0
            self.walks.clear()
            self.repair()

    def remove_server(self, server):
        if server not in self.servers:
            raise KeyError(server)
        if self.placed and len(self.servers) == 1:
            raise NoServers(server)
        self.servers.remove(server)
        del self.load[server]
        self.walks.clear()
        for key in [key for key, at in self.placed.items() if at == server]:
            self.placed[key] = min(self.load, key=lambda name: (self.load[name], name))
            self.load[self.placed[key]] += 1
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
