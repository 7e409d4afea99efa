# Buckets of equal counts, each in order of the last addition: no search for the lowest.
class SpaceSaving:
    """Buckets of equal counts, as the paper's stream summary."""

    def __init__(self, k):
        if k < 1:
            raise ValueError(k)
        self.k, self.counts, self.errors = k, {}, {}
        self.buckets = {}  # count: its items, the one last added longest ago first
        self.lowest = 1

    def add(self, item):
        base = self.counts.get(item, 0)
        if base:
            self.leave(item)
        elif len(self.counts) < self.k:
            self.errors[item] = 0
            self.lowest = 1
        else:
            while self.lowest not in self.buckets:
                self.lowest += 1
            base = self.lowest
            victim = next(iter(self.buckets[base]))
            self.leave(victim)
            del self.counts[victim], self.errors[victim]
            self.errors[item] = base
        self.counts[item] = base + 1
        self.buckets.setdefault(base + 1, {})[item] = None

    def leave(self, item):
        bucket = self.buckets[self.counts[item]]
        del bucket[item]
        if not bucket:
            del self.buckets[self.counts[item]]

    def count(self, item):
        return self.counts.get(item, 0)

    def error(self, item):
        return self.errors.get(item, 0)

    def top(self, n):
        ranked = []
        for count in sorted(self.buckets, reverse=True):
            ranked += [(item, count) for item in sorted(self.buckets[count], key=self.errors.get)]
        return ranked[:n]
