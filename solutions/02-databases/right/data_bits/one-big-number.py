# The whole column as one large integer, cut into bytes.
def pack(codes: list[int], width: int) -> bytes:
    number = 0
    for code in reversed(codes):
        if not 0 <= code < 1 << width:
            raise ValueError(f"{code} needs more than {width} bits")
        number = number << width | code
    return number.to_bytes((len(codes) * width + 7) // 8, "little")


def unpack(data: bytes, width: int, count: int) -> list[int]:
    size = (count * width + 7) // 8
    if len(data) < size:
        raise ValueError(f"{size} bytes are needed, {len(data)} are there")
    number = int.from_bytes(data[:size], "little")
    return [number >> place * width & ((1 << width) - 1) for place in range(count)]
