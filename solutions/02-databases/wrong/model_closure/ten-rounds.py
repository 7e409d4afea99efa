# loses: model_closures
# A fixed number of rounds instead of going on until nothing changes: too few for a long chain in the wrong order.
def closure(attributes: Attributes, dependencies: list[FD]) -> Attributes:
    """All attributes that `attributes` determine under `dependencies`."""

    known = set(attributes)
    for _ in range(10):
        for left, right in dependencies:
            if left <= known:
                known |= right
    return frozenset(known)
