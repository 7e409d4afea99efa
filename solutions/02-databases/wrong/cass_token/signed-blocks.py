# loses: cass_token_blocks, cass_token_tail
# The bytes of the blocks are signed too.
def token(key: bytes) -> int:
    """Cassandra's token of a partition key (one byte or more): -2**63 + 1 … 2**63 - 1.

    token(b"123") == -7468325962851647638; token("Zürich".encode()) == -5540362457254946660
    """
    word = 2**64 - 1
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F

    def rotl(x: int, by: int) -> int:
        x &= word
        return (x << by | x >> (64 - by)) & word

    def scramble1(k: int) -> int:
        return rotl(k * c1, 31) * c2 & word

    def scramble2(k: int) -> int:
        return rotl(k * c2, 33) * c1 & word

    def mix(h: int) -> int:
        h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & word
        h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & word
        return h ^ h >> 33

    def signed(tail: bytes) -> int:
        # Python's negative integers have ones on the left without end, so XOR extends the sign by itself.
        k = 0
        for i, byte in enumerate(tail):
            k ^= (byte - 256 if byte >= 128 else byte) << 8 * i
        return k

    h1 = h2 = 0
    whole = len(key) // 16 * 16
    for at in range(0, whole, 16):
        h1 ^= scramble1(signed(key[at : at + 8]))
        h1 = (rotl(h1, 27) + h2) * 5 + 0x52DCE729 & word
        h2 ^= scramble2(signed(key[at + 8 : at + 16]))
        h2 = (rotl(h2, 31) + h1) * 5 + 0x38495AB5 & word
    # A missing part is 0, and what is scrambled from 0 is 0: no condition needed.
    h2 ^= scramble2(signed(key[whole + 8 :]))
    h1 ^= scramble1(signed(key[whole : whole + 8]))
    h1 ^= len(key)
    h2 ^= len(key)
    h1 = h1 + h2 & word
    h2 = h2 + h1 & word
    h1 = mix(h1) + mix(h2) & word
    value = h1 - 2**64 if h1 >= 2**63 else h1
    return 2**63 - 1 if value == -(2**63) else value  # the lowest is Cassandra's "before everything"
