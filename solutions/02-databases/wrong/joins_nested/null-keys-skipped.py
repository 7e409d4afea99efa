# loses: joins_any_condition
# Skips rows with a NULL key before it asks the condition, which may be about the note, or IS NOT DISTINCT FROM.
def nested_loop(
    left: list[Row], right: list[Row], condition: Callable[[Row, Row], bool | None], kind: str
) -> list[Joined]:
    """The join of two lists by any condition; `kind` is "inner" or "left".

    nested_loop([(1, "a"), (5, "b")], [(3, "x"), (4, "y")], lambda a, b: a[0] < b[0], "left")
    has the rows (1, "a", 3, "x"), (1, "a", 4, "y") and (5, "b", None, None).
    """
    joined: list[Joined] = []
    for one in left:
        # `is True`: unknown is not true, and here it must not be mistaken for anything else either.
        partners = [other for other in right if one[0] is not None and other[0] is not None and condition(one, other)]
        if not partners and kind == "left":
            partners = [NOBODY]
        joined += [one + other for other in partners]
    return joined
