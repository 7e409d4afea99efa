# loses: model_all_keys
# Returns superkeys, minimal or not.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    subsets = [frozenset(some) for size in range(len(relation) + 1) for some in combinations(sorted(relation), size)]
    return {some for some in subsets if closure(some, dependencies) >= relation}
