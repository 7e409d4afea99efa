# loses: joins_merge_reads
# Goes back to the start of a group of equal keys for each left row, and reads its pages anew each time.
def merge_join(left: Table, right: Table, kind: str) -> list[Joined]:
    joined = []
    used = set()

    def at(table, number):
        rows = table.read(number // 4) if number // 4 < table.pages else []
        return rows[number % 4] if number % 4 < len(rows) else None

    start = n = 0
    while (one := at(left, n)) is not None:
        while (other := at(right, start)) is not None and other[0] is not None:
            if one[0] is not None and other[0] >= one[0]:
                break
            if one[0] is None and start in used:
                start += 1
                continue
            if kind == "full" and start not in used:
                joined.append(NOBODY + other)
            start += 1
        found = False
        here = start
        while one[0] is not None and (other := at(right, here)) is not None and other[0] == one[0]:
            joined.append(one + other)
            used.add(here)
            found = True
            here += 1
        if not found and kind != "inner":
            joined.append(one + NOBODY)
        n += 1
    while kind == "full" and (other := at(right, start)) is not None:
        if start not in used:
            joined.append(NOBODY + other)
        start += 1
    return joined
