# NumPy's 64-bit numbers, which wrap round by themselves; the tail by a table of signed bytes.
import numpy as np


def token(key):
    with np.errstate(over="ignore"):
        u = np.uint64
        c1, c2 = u(0x87C37B91114253D5), u(0x4CF5AD432745937F)

        def rot(x, by):
            return (x << u(by)) | (x >> u(64 - by))

        def final(h):
            for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
                h = (h ^ (h >> u(33))) * u(factor)
            return h ^ (h >> u(33))

        blocks = len(key) // 16
        words = np.frombuffer(key[: 16 * blocks], "<u8")
        a = b = u(0)
        for x, y in words.reshape(-1, 2):
            a = a ^ (rot(x * c1, 31) * c2)
            a = (rot(a, 27) + b) * u(5) + u(0x52DCE729)
            b = b ^ (rot(y * c2, 33) * c1)
            b = (rot(b, 31) + a) * u(5) + u(0x38495AB5)
        rest = np.frombuffer(key[16 * blocks :], np.int8).astype(np.int64)
        x = y = u(0)
        for place, byte in enumerate(rest):
            bits = np.int64(byte).view(u) << u(8 * (place % 8))
            if place < 8:
                x = x ^ bits
            else:
                y = y ^ bits
        if len(rest) > 8:
            b = b ^ (rot(y * c2, 33) * c1)
        if len(rest):
            a = a ^ (rot(x * c1, 31) * c2)
        a, b = a ^ u(len(key)), b ^ u(len(key))
        a = a + b
        b = b + a
        result = int((final(a) + final(b)).view(np.int64))
    return result if result > -(2**63) else 2**63 - 1
