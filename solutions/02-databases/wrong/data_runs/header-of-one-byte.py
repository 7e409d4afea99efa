# loses: data_runs_read, data_runs_write, data_dictionary, data_parquet
# Headers of more than one byte are read as one.
def encode_runs(codes: list[int], width: int) -> bytes:
    """The runs of the codes, each from 0 to 2**width - 1; b"" if there are none. `width` is 0 to 32."""
    out = bytearray()
    packed: list[int] = []  # codes of the packed run that is not written yet

    def write_packed() -> None:
        if packed:
            packed.extend([0] * (-len(packed) % 8))
            out.extend(varint(len(packed) // 8 * 2 + 1) + pack(packed, width))
            packed.clear()

    value_bytes = (width + 7) // 8
    for code, group in groupby(codes):
        length = sum(1 for _ in group)
        fill = min(-len(packed) % 8, length)  # a packed run is whole before another kind follows
        repeat = length - fill
        # A repeated run costs its value, its header (at most 5 bytes) and the header of the packed run after it. It has
        # to save more than that, or else many short repeats would add up to more than packing alone.
        if repeat and (width == 0 or repeat // 8 * width > value_bytes + 10):
            packed += [code] * fill
            write_packed()
            out += varint(2 * repeat) + code.to_bytes(value_bytes, "little")
        else:
            packed += [code] * length
    write_packed()
    return bytes(out)


def decode_runs(data: bytes, width: int, count: int) -> list[int]:
    """The first `count` codes of any runs in Parquet's format, whoever wrote them; what follows is ignored.

    If `data` ends before `count` codes have been read, also within a header or a code: ValueError.
    decode_runs(bytes.fromhex("1404 0388c6fa"), 3, 18) == [4] * 10 + [0, 1, 2, 3, 4, 5, 6, 7]
    """
    codes: list[int] = []
    at = 0
    value_bytes = (width + 7) // 8
    while (left := count - len(codes)) > 0:
        header = shift = 0
        while True:
            if at == len(data):
                raise ValueError("the data ends within or before a header")
            byte = data[at]
            at += 1
            header |= (byte & 127) << shift
            shift += 7
            header &= 127
            break
        if header & 1:
            size = (header >> 1) * width
            codes += unpack(data[at : at + size], width, min(left, (header >> 1) * 8))
        else:
            size = value_bytes
            if at + size > len(data):
                raise ValueError("the data ends within a code")
            # min: a damaged length must not fill the memory
            codes += [int.from_bytes(data[at : at + size], "little")] * min(left, header >> 1)
        at += size
    return codes
