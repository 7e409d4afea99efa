# Two plain loops and a flag, inner row by inner row, with the unmatched rows appended behind the pairs.
def nested_loop(
    left: list[Row], right: list[Row], condition: Callable[[Row, Row], bool | None], kind: str
) -> list[Joined]:
    result = []
    matched = [False] * len(left)
    for b in right:
        for n, a in enumerate(left):
            if condition(a, b):
                result.append((*a, *b))
                matched[n] = True
    if kind == "left":
        result.extend((*a, *NOBODY) for a, done in zip(left, matched) if not done)
    return result
