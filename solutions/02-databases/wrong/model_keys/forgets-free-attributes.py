# loses: model_all_keys
# Looks only at attributes that appear in a dependency; the others belong to every key.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    named = frozenset().union(*(left | right for left, right in dependencies)) or relation
    found: set[Attributes] = set()
    for size in range(len(named) + 1):
        for some in combinations(sorted(named), size):
            candidate = frozenset(some)
            if not any(key <= candidate for key in found) and closure(candidate, dependencies) >= named:
                found.add(candidate)
    return found
