# A regular expression says what a position is.
import re


def position(text: str) -> int:
    found = re.fullmatch(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})", text)
    if found is None:
        raise ValueError(f"no position: {text!r}")
    return int(found[1], 16) * 2**32 + int(found[2], 16)
