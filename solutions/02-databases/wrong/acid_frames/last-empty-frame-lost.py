# loses: acid_frame, acid_torn
# The boundary is one too strict: an empty payload at the very end is not read.
def frame(payload: bytes) -> bytes:
    """The bytes of a frame with this payload.

    frame(b"abc") == bytes.fromhex("335de166 03000000 616263")
    """
    rest = struct.pack("<I", len(payload)) + payload
    return struct.pack("<I", zlib.crc32(rest)) + rest


def frames(log: bytes) -> tuple[list[bytes], int]:
    """The payloads of the whole frames at the start of `log`, and how many bytes these frames take.

    Reads up to the first frame that is not whole, and never raises: `log` can be any bytes.
    frames(frame(b"abc") + frame(b"d")[:-1]) == ([b"abc"], 11)
    """
    # The CRC covers the length too: a torn length is as likely as a torn payload, and a run of zeros, which is what
    # many file systems leave behind, must not look like an empty frame.
    payloads: list[bytes] = []
    start = 0
    while start + 8 < len(log):
        crc, length = struct.unpack_from("<II", log, start)
        end = start + 8 + length
        if end > len(log) or zlib.crc32(log[start + 4 : end]) != crc:
            break
        payloads.append(log[start + 8 : end])
        start = end
    return payloads, start
