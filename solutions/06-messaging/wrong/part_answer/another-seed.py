# loses: part_vectors, part_keys
# The seed of other MurmurHash2 libraries.
def murmur2(key: bytes) -> int:
    """The hash of Kafka's Java client, from -2**31 to 2**31 - 1: murmur2(b"21") == -973932308."""
    # Python's integers do not overflow, so each product is cut to 32 bits; the sign comes last.
    mask, m = 0xFFFFFFFF, 0x5BD1E995
    h = 0 ^ len(key)
    whole = len(key) - len(key) % 4
    for start in range(0, whole, 4):
        k = int.from_bytes(key[start : start + 4], "little") * m & mask
        k = (k ^ k >> 24) * m & mask
        h = h * m & mask ^ k
    if whole < len(key):
        h = (h ^ int.from_bytes(key[whole:], "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    h ^= h >> 15
    return h - (1 << 32) if h >> 31 else h


class Partitioner:
    """Where records go. `draw()` gives a random signed 32-bit number."""

    def __init__(self, partitions: int, batch_bytes: int, draw: Callable[[], int]) -> None:
        if partitions < 1 or batch_bytes < 1:
            raise ValueError("at least one partition, and batches of at least one byte")
        self._partitions = partitions
        self._batch_bytes = batch_bytes
        self._draw = draw
        self._sticky: int | None = None
        self._bytes = 0

    def partition(self, key: bytes | None, size: int) -> int:
        """The partition of a record of `size` bytes."""
        if key is not None:
            return (murmur2(key) & 0x7FFFFFFF) % self._partitions
        if self._sticky is None or self._bytes >= self._batch_bytes:
            self._sticky = (self._draw() & 0x7FFFFFFF) % self._partitions
            self._bytes = 0
        self._bytes += size
        return self._sticky
