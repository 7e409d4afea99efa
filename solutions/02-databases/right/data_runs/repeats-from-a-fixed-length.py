# Cuts the list first: repeats of at least 256 codes are runs of their own, everything between them is packed.
def encode_runs(codes: list[int], width: int) -> bytes:
    out, start, at = [], 0, 0

    def packed(part: list[int]) -> bytes:
        groups = -(-len(part) // 8)
        return varint(groups << 1 | 1) + pack(part + [0] * (8 * groups - len(part)), width) if part else b""

    while at < len(codes):
        end = at
        while end < len(codes) and codes[end] == codes[at]:
            end += 1
        first = at + (start - at) % 8  # the packed codes before it end with a whole group
        if end - first >= 256 or (width == 0 and end > first):
            out += [packed(codes[start:first]), varint((end - first) << 1), codes[at].to_bytes(-(-width // 8), "little")]
            start = end
        at = end
    return b"".join(out) + packed(codes[start:])


def decode_runs(data: bytes, width: int, count: int) -> list[int]:
    rest, codes = iter(data), []

    def take(size: int) -> bytes:
        taken = bytes(byte for _, byte in zip(range(size), rest))
        if len(taken) < size:
            raise ValueError("the data ends too early")
        return taken

    while len(codes) < count:
        header, shift, byte = 0, 0, 128
        while byte & 128:
            byte = take(1)[0]
            header |= (byte & 127) << shift
            shift += 7
        wanted = count - len(codes)
        if header & 1:
            codes += unpack(take(-(-min(8 * (header >> 1), wanted) * width // 8)), width, min(8 * (header >> 1), wanted))
            if len(codes) < count:
                take((header >> 1) * width - -(-min(8 * (header >> 1), wanted) * width // 8))
        else:
            codes += [int.from_bytes(take(-(-width // 8)), "little")] * min(header >> 1, wanted)
    return codes
