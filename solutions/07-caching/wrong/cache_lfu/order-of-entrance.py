# loses: cache_lfu_order
# Ties go by the time of entrance, not of the last request.
from heapq import heappop, heappush


class LfuBytes:
    def __init__(self, capacity):
        self.capacity, self.used, self.clock = capacity, 0, 0
        self.entries = {}
        self.heap = []

    def keys(self):
        return list(self.entries)

    def get(self, key, size):
        self.clock += 1
        if key in self.entries:
            count, entered, _ = self.entries[key]
            self.entries[key] = (count + 1, entered, size)
            heappush(self.heap, (count + 1, entered, key))
            return True, []
        evicted = []
        if size > self.capacity:
            return False, []
        while self.used + size > self.capacity:
            count, entered, victim = heappop(self.heap)
            if self.entries.get(victim, ())[:2] == (count, entered):
                self.used -= self.entries.pop(victim)[2]
                evicted.append(victim)
        self.entries[key] = (1, self.clock, size)
        heappush(self.heap, (1, self.clock, key))
        self.used += size
        return False, evicted
