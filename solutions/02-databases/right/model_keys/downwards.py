# From the whole relation downwards: a superkey is a key if dropping any single attribute breaks it.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    seen: set[Attributes] = set()
    found: set[Attributes] = set()

    def visit(superkey: Attributes) -> None:
        if superkey in seen:
            return
        seen.add(superkey)
        smaller = [superkey - {name} for name in superkey if closure(superkey - {name}, dependencies) >= relation]
        for other in smaller:
            visit(other)
        if not smaller:
            found.add(superkey)

    visit(relation)
    return found
