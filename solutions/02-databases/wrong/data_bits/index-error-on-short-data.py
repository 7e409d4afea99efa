# loses: data_packing, data_runs_read
# Too few bytes give an IndexError.
def pack(codes: list[int], width: int) -> bytes:
    """The codes, `width` bits each (0 to 32): ⌈len(codes) × width ÷ 8⌉ bytes. With a width of 0 these are none.

    A code that is negative or needs more than `width` bits: ValueError.
    """
    out = bytearray()
    held = bits = 0  # `bits` bits that do not fill a byte yet
    for code in codes:
        if code < 0 or code >> width:
            raise ValueError(f"{code} does not fit into {width} bits")
        held |= code << bits
        bits += width
        while bits >= 8:
            out.append(held & 255)
            held >>= 8
            bits -= 8
    if bits:
        out.append(held)
    return bytes(out)


def unpack(data: bytes, width: int, count: int) -> list[int]:
    """The first `count` codes of packed data; what follows them is ignored. Too few bytes for them: ValueError.

    unpack(bytes([0b10001000, 0b11000110, 0b11111010]), 3, 8) == [0, 1, 2, 3, 4, 5, 6, 7]
    """
    codes = []
    held = bits = at = 0
    for _ in range(count):
        while bits < width:
            held |= data[at] << bits
            at += 1
            bits += 8
        codes.append(held & ((1 << width) - 1))
        held >>= width
        bits -= width
    return codes
