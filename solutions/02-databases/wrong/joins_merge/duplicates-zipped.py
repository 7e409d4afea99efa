# loses: joins_merge_rows
# Advances both sides after a pair, so that duplicates on both sides meet one by one and not each with each.
def merge_join(left: Table, right: Table, kind: str) -> list[Joined]:
    def rows(table):
        return (row for page in range(table.pages) for row in table.read(page))

    def place(row):
        return (2, 0) if row is None else (1, 0) if row[0] is None else (0, row[0])

    joined = []
    lefts, rights = rows(left), rows(right)
    one, other = next(lefts, None), next(rights, None)
    while (one and other) or (one and kind != "inner") or (other and kind == "full"):
        if one and other and one[0] is not None and one[0] == other[0]:
            joined.append(one + other)
            one, other = next(lefts, None), next(rights, None)
        elif place(one) <= place(other):
            if kind != "inner":
                joined.append(one + NOBODY)
            one = next(lefts, None)
        else:
            if kind == "full":
                joined.append(NOBODY + other)
            other = next(rights, None)
    return joined
