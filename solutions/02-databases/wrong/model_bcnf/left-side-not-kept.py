# loses: model_textbook, model_every_part
# Takes the whole closure out of the rest, the left side too: the parts share nothing, and the join invents rows.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    for size in range(1, len(relation)):
        for some in combinations(sorted(relation), size):
            left = frozenset(some)
            determined = closure(left, dependencies) & relation
            if left < determined < relation:
                return bcnf(determined, dependencies) | bcnf(relation - determined, dependencies)
    return {relation}
