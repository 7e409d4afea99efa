# loses: model_textbook, model_every_part
# A table for each attribute beside the key, though a relation in BCNF should stay whole.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    for size in range(1, len(relation)):
        for some in combinations(sorted(relation), size):
            left = frozenset(some)
            determined = closure(left, dependencies) & relation
            if left < determined:
                rest = {relation - (determined - left)} if determined < relation else set()
                new = {left | {name} for name in determined - left}
                return set().union(*(bcnf(part, dependencies) if part < relation else {part} for part in new | rest))
    return {relation}
