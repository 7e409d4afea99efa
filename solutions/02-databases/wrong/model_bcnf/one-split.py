# loses: model_textbook, model_every_part
# Splits once and does not look at the two parts again.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    for size in range(1, len(relation)):
        for some in combinations(sorted(relation), size):
            left = frozenset(some)
            determined = closure(left, dependencies) & relation
            if left < determined < relation:
                return {determined, relation - (determined - left)}
    return {relation}
