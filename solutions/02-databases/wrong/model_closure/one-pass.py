# loses: model_closures, model_all_keys, model_every_part
# Goes through the dependencies once: what an earlier one adds for a later one is missed, unless the order is lucky.
def closure(attributes: Attributes, dependencies: list[FD]) -> Attributes:
    """All attributes that `attributes` determine under `dependencies`."""

    known = set(attributes)
    for left, right in dependencies:
        if left <= known:
            known |= right
    return frozenset(known)
