# Reads from a stream, and keeps the dictionary as a list beside an index of it.
def encode(values: list[str]) -> bytes:
    import io

    words = list(dict.fromkeys(values))
    place = {word: number for number, word in enumerate(words)}
    width = 0
    while 1 << width < len(words):
        width += 1
    out = io.BytesIO()
    out.write(len(values).to_bytes(4, "little") + len(words).to_bytes(4, "little"))
    for word in words:
        text = word.encode("utf-8")
        out.write(len(text).to_bytes(4, "little"))
        out.write(text)
    out.write(bytes([width]))
    out.write(encode_runs([place[value] for value in values], width))
    return out.getvalue()


def decode(data: bytes) -> list[str]:
    import io

    source = io.BytesIO(data)

    def exactly(size: int) -> bytes:
        read = source.read(size)
        if len(read) != size:
            raise ValueError("too few bytes")
        return read

    def number() -> int:
        return int.from_bytes(exactly(4), "little")

    count = number()
    words = [exactly(number()).decode("utf-8") for _ in range(number())]
    width = exactly(1)[0]
    try:
        return [words[code] for code in decode_runs(source.read(), width, count)]
    except IndexError:
        raise ValueError("a code without a word") from None
