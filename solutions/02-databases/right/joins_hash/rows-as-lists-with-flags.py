# Build entries are [row, matched]; the probe side is kept as a list of marks, and its unmatched rows come from marks alone.
def hash_join(left: Table, right: Table, kind: str, memory: int) -> list[Joined]:
    swapped = right.pages > left.pages
    small, large = (left, right) if swapped else (right, left)
    keep = {"inner": (), "left": (left,), "full": (left, right)}[kind]
    result = []

    def emit(from_small, from_large):
        result.append((*from_small, *from_large) if swapped else (*from_large, *from_small))

    marks = [[False] * 4 for _ in range(large.pages)]
    unread = list(range(small.pages))
    first = True
    while unread or first:
        first = False
        now, unread = unread[:memory], unread[memory:]
        buckets = {}
        without_key = []
        for page in now:
            for row in small.read(page):
                entry = [row, False]
                (without_key if row[0] is None else buckets.setdefault(hash(row[0]) % 16, [])).append(entry)
        for page in reversed(range(large.pages)):
            for slot, row in enumerate(large.read(page)):
                if row[0] is not None:
                    for entry in buckets.get(hash(row[0]) % 16, []):
                        if entry[0][0] == row[0]:
                            entry[1] = marks[page][slot] = True
                            emit(entry[0], row)
                if not unread and not marks[page][slot] and any(table is large for table in keep):
                    emit(NOBODY, row)
        if any(table is small for table in keep):
            for bucket in [*buckets.values(), without_key]:
                for row, matched in bucket:
                    if not matched:
                        emit(row, NOBODY)
    return result
