# loses: cache_lru_order
# The library's LRU for the hits, and an order of its own for the victims.
from course.sim import caches


class LruBytes:
    def __init__(self, capacity):
        self.capacity, self.used, self.sizes = capacity, 0, {}
        self.inner = caches.LRU(capacity)

    def keys(self):
        return list(self.sizes)

    def get(self, key, size):
        hit = self.inner.get(key)
        evicted = []
        if not hit:
            while self.sizes and self.used + size > self.capacity:
                victim = next(iter(self.sizes))
                self.used -= self.sizes.pop(victim)
                evicted.append(victim)
            self.sizes[key] = size
            self.used += size
        return hit, evicted
