# The paper's doubly linked list with a pointer.
class SieveNode:
    def __init__(self, key, size):
        self.key, self.size, self.visited = key, size, False
        self.newer = self.older = None


class SieveBytes:
    def __init__(self, capacity):
        self.capacity, self.used = capacity, 0
        self.nodes = {}
        self.newest = self.oldest = self.hand = None

    def keys(self):
        return list(self.nodes)

    def get(self, key, size):
        node = self.nodes.get(key)
        if node is not None:
            node.visited = True
            return True, []
        gone = []
        if size > self.capacity:
            return False, gone
        while self.used + size > self.capacity:
            node = self.hand or self.oldest
            while node.visited:
                node.visited = False
                node = node.newer or self.oldest
            self.hand = node.newer
            self.unlink(node)
            gone.append(node.key)
        self.link(SieveNode(key, size))
        return False, gone

    def link(self, node):
        node.older = self.newest
        if self.newest:
            self.newest.newer = node
        else:
            self.oldest = node
        self.newest = node
        self.nodes[node.key] = node
        self.used += node.size

    def unlink(self, node):
        if node.older:
            node.older.newer = node.newer
        else:
            self.oldest = node.newer
        if node.newer:
            node.newer.older = node.older
        else:
            self.newest = node.older
        del self.nodes[node.key]
        self.used -= node.size
