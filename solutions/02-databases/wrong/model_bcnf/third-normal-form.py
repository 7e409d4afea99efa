# loses: model_textbook, model_every_part
# A table for each dependency and one for a key: third normal form. It keeps dependencies, and may keep repetition.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""

    parts = {left | right for left, right in dependencies if not right <= left}
    if not any(closure(part, dependencies) >= relation for part in parts):
        parts.add(min(candidate_keys(relation, dependencies), key=lambda key: (len(key), sorted(key))))
    return {part for part in parts if not any(part < other for other in parts)}
