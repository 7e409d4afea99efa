# loses: model_textbook, model_every_part
# A table for each dependency and one for the attributes left over, without a key that connects them.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    parts = {left | right for left, right in dependencies}
    left_over = relation - frozenset().union(*parts)
    return parts | ({left_over} if left_over else set())
