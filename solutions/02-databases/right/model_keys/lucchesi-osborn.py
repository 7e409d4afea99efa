# From one key to the next: replace what a dependency gives by its left side, then minimise (Lucchesi and Osborn 1978).
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    def minimal(superkey: Attributes) -> Attributes:
        for name in sorted(superkey):
            if closure(superkey - {name}, dependencies) >= relation:
                superkey -= {name}
        return superkey

    found = {minimal(relation)}
    todo = list(found)
    while todo:
        key = todo.pop()
        for left, right in dependencies:
            candidate = left | (key - right)
            if not any(other <= candidate for other in found):
                found.add(minimal(candidate))
                todo.append(minimal(candidate))
    return found
