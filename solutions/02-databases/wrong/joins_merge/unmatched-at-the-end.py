# loses: joins_merge_rows
# Collects the rows without a partner and appends them last, out of order.
def merge_join(left: Table, right: Table, kind: str) -> list[Joined]:
    """The join by equal keys of two sorted tables, in the order of the keys; `kind` is "inner", "left" or "full".

    An inner join of the keys 1, 2, 3 with the keys 1, 2, …, 4000 reads at most three pages of the second table.
    """
    from itertools import groupby

    def groups(table: Table):
        """(key, its rows) for each key, read page by page; a NULL key equals nothing, so it groups apart."""
        rows = (row for page in range(table.pages) for row in table.read(page))
        return ((key, list(group)) for key, group in groupby(rows, key=lambda row: row[0]))

    def place(group) -> tuple[int, int]:
        """Where a group stands in the order: keys, then NULL, then the end of the table."""
        if group is None:
            return (2, 0)
        return (1, 0) if group[0] is None else (0, group[0])

    joined: list[Joined] = []
    unmatched: list[Joined] = []
    lefts, rights = groups(left), groups(right)
    one, other = next(lefts, None), next(rights, None)
    while (one and other) or (one and kind != "inner") or (other and kind == "full"):
        if one and other and one[0] is not None and one[0] == other[0]:
            joined += [mine + yours for mine in one[1] for yours in other[1]]
            one, other = next(lefts, None), next(rights, None)
        elif place(one) <= place(other):  # two NULLs: no partners, and the left ones go first
            if kind != "inner":
                unmatched += [mine + NOBODY for mine in one[1]]
            one = next(lefts, None)
        else:
            if kind == "full":
                unmatched += [NOBODY + yours for yours in other[1]]
            other = next(rights, None)
    return joined + unmatched
