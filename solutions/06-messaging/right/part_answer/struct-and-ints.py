# The hash over words that struct unpacks, with the sign by ctypes; the partitioner counts what is left of a batch.
import ctypes
import struct


def _times(number: int) -> int:
    return number * 1540483477 % 2**32


def murmur2(key: bytes) -> int:
    h = 2538058380 ^ len(key)
    words, rest = divmod(len(key), 4)
    for k in struct.unpack_from(f"<{words}I", key):
        k = _times(k)
        h = _times(h) ^ _times(k ^ (k >> 24))
    if rest:
        for at in reversed(range(rest)):
            h ^= key[4 * words + at] << (8 * at)
        h = _times(h)
    h = _times(h ^ (h >> 13))
    return ctypes.c_int32(h ^ (h >> 15)).value


class Partitioner:
    def __init__(self, partitions, batch_bytes, draw):
        if min(partitions, batch_bytes) <= 0:
            raise ValueError(partitions, batch_bytes)
        self.count, self.batch, self.draw, self.left, self.at = partitions, batch_bytes, draw, 0, None

    def place(self, number):
        return (number % 2**31) % self.count

    def partition(self, key, size):
        if key is None:
            if self.left <= 0:
                self.at, self.left = self.place(self.draw()), self.batch
            self.left -= size
            return self.at
        return self.place(murmur2(key))
