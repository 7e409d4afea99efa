# loses: model_closures, model_all_keys, model_textbook, model_every_part
# One attribute of the left side is enough.
def closure(attributes: Attributes, dependencies: list[FD]) -> Attributes:
    """All attributes that `attributes` determine under `dependencies`."""

    known, before = set(attributes), -1
    while len(known) > before:
        before = len(known)
        for left, right in dependencies:
            if left & known:
                known |= right
    return frozenset(known)
