# loses: route_positions
# Lower case is refused.
def position(text: str) -> int:
    """The number that an LSN in PostgreSQL's text form stands for: position("16/B374D848") == 0x16_B374D848.

    Each part has one to eight hexadecimal digits, in upper or lower case. Anything else (no slash or two, an empty
    part, a sign, a space, an underscore, "0x", more than eight digits): ValueError.
    """
    # int() alone takes signs, blanks, underscores and 0x: the digits are checked first.
    upper, slash, lower = text.partition("/")
    for part in (upper, lower):
        if not 1 <= len(part) <= 8 or not set(part) <= set("0123456789ABCDEF"):
            raise ValueError(f"{text!r} is no position in the log, such as 16/B374D848")
    return int(upper, 16) << 32 | int(lower, 16)
