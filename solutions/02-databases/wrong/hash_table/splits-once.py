# loses: hash_crowd, hash_cost, hash_limit, hash_reopen
# If all nine entries fall on one side, the page is not split again; the write fails.
class ExtendibleHash:
    """A map from texts to any values (plain ones, also None), on pages."""

    def __init__(self, pages: Pages, directory: list[int] | None = None, max_depth: int = 12) -> None:
        """A new table, which allocates its first page; or, with the `directory` of a table on these pages, that one.

        `max_depth` is the largest global depth that is allowed.
        """
        self._pages = pages
        self._directory = [pages.allocate()] if directory is None else list(directory)
        self._max_depth = max_depth

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, also when that is None; `default` if the key is not there."""
        number = self._directory[hash_code(key) % len(self._directory)]
        return dict(self._pages.read(number).entries).get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Insert `key` with `value`, or replace the value of a key that is there. May raise DirectoryFull."""
        number = self._directory[hash_code(key) % len(self._directory)]
        depth, entries = self._pages.read(number)
        entries = (*(entry for entry in entries if entry[0] != key), (key, value))
        if len(entries) <= CAPACITY:
            self._pages.write(number, Page(depth, entries))
            return
        # Nine entries fit as soon as they part into two pages. Where that happens follows from their codes alone, so
        # it can be known before anything is changed.
        codes = [hash_code(key) for key, _ in entries]
        tried = range(depth + 1, self._max_depth + 1)
        deepest = next(iter(tried), None)
        if deepest is None:
            raise DirectoryFull(f"nine keys whose codes agree in the lowest {self._max_depth} bits")
        while len(self._directory) < 2**deepest:
            self._directory *= 2
        # The old page stays with the new key; at each depth, the other side goes to a new page.
        for bits in range(depth + 1, deepest + 1):
            other = (codes[-1] % 2**bits) ^ 2 ** (bits - 1)
            moved = tuple(entry for entry, code in zip(entries, codes, strict=True) if code % 2**bits == other)
            new = self._pages.allocate()
            self._pages.write(new, Page(bits, moved))
            for slot_number in range(other, len(self._directory), 2**bits):
                self._directory[slot_number] = new
        mine = codes[-1] % 2**deepest
        stayed = tuple(entry for entry, code in zip(entries, codes, strict=True) if code % 2**deepest == mine)
        self._pages.write(number, Page(deepest, stayed))

    def delete(self, key: str) -> bool:
        """Remove `key`. True if it was there; False, and nothing changes, if not."""
        number = self._directory[hash_code(key) % len(self._directory)]
        depth, entries = self._pages.read(number)
        kept = tuple(entry for entry in entries if entry[0] != key)
        if len(kept) == len(entries):
            return False
        self._pages.write(number, Page(depth, kept))
        return True

    def items(self) -> list[tuple[str, Any]]:
        """(key, value) of all keys, in any order."""
        return [entry for number in set(self._directory) for entry in self._pages.read(number).entries]

    def directory(self) -> list[int]:
        """The page number of each slot; the length is 2 to the power of the global depth."""
        return list(self._directory)
