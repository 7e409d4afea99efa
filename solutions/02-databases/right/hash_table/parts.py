# Divides the nine entries recursively into parts, and gives each part a page when all are known; the 0 side stays.
class ExtendibleHash:
    def __init__(self, pages, directory=None, max_depth=12):
        self.pages, self.limit = pages, max_depth
        self.slots = dict(enumerate([pages.allocate()] if directory is None else directory))

    def _find(self, key):
        number = self.slots[hash_code(key) & (len(self.slots) - 1)]
        page = self.pages.read(number)
        return number, page.depth, dict(page.entries)

    def get(self, key, default=None):
        return self._find(key)[2].get(key, default)

    def put(self, key, value):
        number, depth, bucket = self._find(key)
        bucket[key] = value
        if len(bucket) <= 8:
            self.pages.write(number, Page(depth, tuple(bucket.items())))
            return
        low = hash_code(key) & ((1 << depth) - 1)
        parts = list(self._parts(depth, low, bucket))
        while (1 << max(d for d, _, _ in parts)) > len(self.slots):
            self.slots |= {slot + len(self.slots): there for slot, there in self.slots.items()}
        for d, pattern, part in parts:
            home = number if pattern == parts[0][1] else self.pages.allocate()
            self.pages.write(home, Page(d, tuple(part.items())))
            self.slots |= {slot: home for slot in self.slots if slot & ((1 << d) - 1) == pattern}

    def _parts(self, depth, pattern, bucket):
        if len(bucket) <= 8:
            yield depth, pattern, bucket
            return
        if depth >= self.limit:
            raise DirectoryFull(f"depth {depth}")
        for bit in (0, 1):
            part = {key: value for key, value in bucket.items() if hash_code(key) >> depth & 1 == bit}
            yield from self._parts(depth + 1, pattern | bit << depth, part)

    def delete(self, key):
        number, depth, bucket = self._find(key)
        if key not in bucket:
            return False
        del bucket[key]
        self.pages.write(number, Page(depth, tuple(bucket.items())))
        return True

    def items(self):
        found = []
        for number in sorted(set(self.slots.values())):
            found.extend(self.pages.read(number).entries)
        return found

    def directory(self):
        return [self.slots[slot] for slot in range(len(self.slots))]
