# loses: joins_hash_rows
# Reports a probe row without a partner once for each round in which it has none.
def hash_join(left: Table, right: Table, kind: str, memory: int) -> list[Joined]:
    """The join by equal keys; `kind` is "inner", "left" or "full", and `memory` a number of pages, at least 1.

    With 3 pages on the left, 5 on the right and memory=2: 3 reads of the left table, 2 × 5 = 10 of the right one.
    """
    left_is_built = left.pages < right.pages
    build, probe = (left, right) if left_is_built else (right, left)
    keeps_build = kind == "full" or (kind == "left" and left_is_built)
    keeps_probe = kind == "full" or (kind == "left" and not left_is_built)

    def pair(built: tuple, probed: tuple) -> Joined:
        return built + probed if left_is_built else probed + built

    joined: list[Joined] = []
    partnered: set[tuple[int, int]] = set()  # places of probe rows, over all rounds
    for start in range(0, max(build.pages, 1), memory):
        end = min(start + memory, build.pages)
        rows = [row for page in range(start, end) for row in build.read(page)]
        by_key: dict[int, list[int]] = {}
        for number, (key, _) in enumerate(rows):
            if key is not None:  # a NULL is never put into the table, so it is never found there
                by_key.setdefault(key, []).append(number)
        found: set[int] = set()
        for page in range(probe.pages):
            for slot, row in enumerate(probe.read(page)):
                numbers = by_key.get(row[0], [])
                joined += [pair(rows[number], row) for number in numbers]
                found.update(numbers)
                if numbers:
                    partnered.add((page, slot))
                if keeps_probe and not numbers:  # only the last round knows
                    joined.append(pair(NOBODY, row))
        if keeps_build:  # a build row meets all of the probe table within its own round
            joined += [pair(row, NOBODY) for number, row in enumerate(rows) if number not in found]
    return joined
