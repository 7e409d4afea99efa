# Plain functions with a mask; the tail by the sign bits of struct, padded bytewise.
import struct

M = 0xFFFFFFFFFFFFFFFF
A, B = 0x87C37B91114253D5, 0x4CF5AD432745937F


def turn(x, n):
    return ((x << n) & M) | (x >> (64 - n))


def half(k, first):
    p, n, q = (A, 31, B) if first else (B, 33, A)
    return (turn((k * p) & M, n) * q) & M


def avalanche(h):
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & M
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & M
    return h ^ (h >> 33)


def token(key):
    x = y = 0
    n, left = divmod(len(key), 16)
    numbers = struct.unpack(f"<{2 * n}Q{left}b", key)
    for k1, k2 in zip(numbers[: 2 * n : 2], numbers[1 : 2 * n : 2], strict=True):
        x = ((turn(x ^ half(k1, True), 27) + y) * 5 + 0x52DCE729) & M
        y = ((turn(y ^ half(k2, False), 31) + x) * 5 + 0x38495AB5) & M
    tail = numbers[2 * n :]
    for first, part in ((False, tail[8:]), (True, tail[:8])):
        k = 0
        for i in range(len(part)):
            k ^= ((part[i] & M) << (8 * i)) & M
        if first:
            x ^= half(k, True)
        else:
            y ^= half(k, False)
    x ^= len(key)
    y ^= len(key)
    x = (x + y) & M
    y = (y + x) & M
    out = (avalanche(x) + avalanche(y)) & M
    if out == 1 << 63:
        return M >> 1
    return out - (out >> 63 << 64)
