# An OrderedDict, and the bytes summed by a property.
from collections import OrderedDict


class LruBytes:
    def __init__(self, capacity):
        self.room = capacity
        self.capacity = capacity
        self.queue = OrderedDict()

    @property
    def used(self):
        return self.capacity - self.room

    def keys(self):
        return list(self.queue)

    def get(self, key, size):
        if key in self.queue:
            self.queue.move_to_end(key)
            return (True, [])
        gone = []
        if size <= self.capacity:
            while size > self.room:
                victim, freed = self.queue.popitem(last=False)
                self.room += freed
                gone.append(victim)
            self.queue[key] = size
            self.room -= size
        return (False, gone)
