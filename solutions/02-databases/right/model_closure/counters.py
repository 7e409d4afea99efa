# Each dependency counts the attributes its left side still lacks (Beeri and Bernstein 1979): linear time.
def closure(attributes: Attributes, dependencies: list[FD]) -> Attributes:
    """All attributes that `attributes` determine under `dependencies`."""

    lacking = [len(left) for left, _ in dependencies]
    waiting: dict[str, list[int]] = {}
    for number, (left, _) in enumerate(dependencies):
        for name in left:
            waiting.setdefault(name, []).append(number)
    known, fresh = set(attributes), list(attributes)
    while fresh:
        for number in waiting.get(fresh.pop(), []):
            lacking[number] -= 1
            if lacking[number] == 0:
                more = dependencies[number].right - known
                known |= more
                fresh += more
    return frozenset(known)
