# Reads from a stream with a generator, in place of offsets into the bytes.
import io
from collections.abc import Iterator


def frame(payload: bytes) -> bytes:
    size = len(payload).to_bytes(4, "little")
    return zlib.crc32(payload, zlib.crc32(size)).to_bytes(4, "little") + size + payload


def whole_ones(stream: io.BytesIO) -> Iterator[bytes]:
    while True:
        crc, size = stream.read(4), stream.read(4)
        payload = stream.read(int.from_bytes(size, "little"))
        if len(size) < 4 or frame(payload) != crc + size + payload:
            return
        yield payload


def frames(log: bytes) -> tuple[list[bytes], int]:
    found = list(whole_ones(io.BytesIO(log)))
    return found, sum(8 + len(payload) for payload in found)
