# loses: model_all_keys
# Takes only left sides of dependencies for candidates; a key may be a mixture of several, or hold an attribute of none.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    lefts = {left for left, _ in dependencies if closure(left, dependencies) >= relation} or {relation}
    return {left for left in lefts if not any(other < left for other in lefts)}
