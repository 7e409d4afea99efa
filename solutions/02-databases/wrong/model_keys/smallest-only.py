# loses: model_all_keys
# Stops at the first size at which there is a key; keys of other sizes are missed.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    for size in range(len(relation) + 1):
        found = {frozenset(some) for some in combinations(sorted(relation), size) if closure(frozenset(some), dependencies) >= relation}
        if found:
            return found
    return set()
