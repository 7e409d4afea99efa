# A heap of (count, last request, key) with entries that are out of date.
import heapq
import itertools


class LfuBytes:
    def __init__(self, capacity):
        self.capacity = capacity
        self.used = 0
        self.now = itertools.count()
        self.entries = {}
        self.heap = []

    def keys(self):
        return list(self.entries)

    def touch(self, key, count, size):
        entry = (count, next(self.now), key, size)
        self.entries[key] = entry
        heapq.heappush(self.heap, entry)

    def get(self, key, size):
        if key in self.entries:
            self.touch(key, self.entries[key][0] + 1, size)
            return True, []
        if size > self.capacity:
            return False, []
        evicted = []
        while self.used > self.capacity - size:
            entry = heapq.heappop(self.heap)
            if self.entries.get(entry[2]) is entry:
                del self.entries[entry[2]]
                self.used -= entry[3]
                evicted.append(entry[2])
        self.used += size
        self.touch(key, 1, size)
        return False, evicted
