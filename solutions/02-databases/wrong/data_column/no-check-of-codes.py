# loses: data_dictionary
# A code that is not in the dictionary gives an IndexError.
def encode(values: list[str]) -> bytes:
    """The bytes of a column of texts; the same text twice is one entry of the dictionary, "" is a text like others."""
    codes: dict[str, int] = {}
    indices = [codes.setdefault(value, len(codes)) for value in values]
    width = max(len(codes) - 1, 0).bit_length()
    out = bytearray(struct.pack("<II", len(values), len(codes)))
    for word in codes:
        text = word.encode()
        out += struct.pack("<I", len(text)) + text
    return bytes(out) + bytes([width]) + encode_runs(indices, width)


def decode(data: bytes) -> list[str]:
    """The values of a column in this format, with runs from whoever wrote them; bytes behind them are ignored.

    If the data ends too early, anywhere, or a code is not in the dictionary: ValueError.
    """
    at = 0

    def take(size: int) -> bytes:
        nonlocal at
        if at + size > len(data):
            raise ValueError("the data ends too early")
        at += size
        return data[at - size : at]

    count, distinct = struct.unpack("<II", take(8))
    words = [take(*struct.unpack("<I", take(4))).decode() for _ in range(distinct)]
    width = take(1)[0]
    codes = decode_runs(data[at:], width, count)
    return [words[code] for code in codes]
