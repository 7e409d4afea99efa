# loses: model_every_part
# Looks only at the given dependencies that fit into a part, not at those that follow from them.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    for left, right in dependencies:
        if left | right <= relation and not right <= left and not closure(left, dependencies) >= relation:
            return bcnf(left | right, dependencies) | bcnf(relation - (right - left), dependencies)
    return {relation}
