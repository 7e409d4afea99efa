# loses: model_all_keys
# Drops attributes from the whole as long as it stays a superkey: finds one key, not all.
def candidate_keys(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """All candidate keys of a relation."""

    key = relation
    for name in sorted(relation):
        if closure(key - {name}, dependencies) >= relation:
            key -= {name}
    return {key}
