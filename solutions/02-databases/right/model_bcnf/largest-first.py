# Takes the largest left side that breaks BCNF first, and splits off one attribute at a time.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    for size in range(len(relation) - 1, 0, -1):
        for some in combinations(sorted(relation, reverse=True), size):
            left = frozenset(some)
            extra = closure(left, dependencies) & relation - left
            if extra and not closure(left, dependencies) >= relation:
                name = min(extra)
                return bcnf(left | {name}, dependencies) | bcnf(relation - {name}, dependencies)
    return {relation}
