# Recursion and a memory of dead ends, with sets instead of bits; passes over unanswered operations that change nothing.
def check(history: list[Op], budget: Budget | None = None) -> Explained | Refuted:
    """An order that explains the history, or the first answer that none explains."""
    def explain(ops: list[Op]) -> tuple[int, ...] | None:
        dead: set[tuple[frozenset[int], int | None]] = set()
        order: list[int] = []

        def search(waiting: frozenset[int], value: int | None) -> bool:
            first = min((ops[p].back for p in waiting if ops[p].back is not None), default=None)
            if first is None:
                return True
            if (waiting, value) in dead:
                return False
            for p in sorted(waiting, key=lambda p: ops[p].call):
                op = ops[p]
                if op.call > first:
                    break
                if budget is not None:
                    budget.spend()
                answer, after = execute(op, value)
                if op.back is None and after == value or op.back is not None and answer != op.answer:
                    continue
                order.append(p)
                if search(waiting - {p}, after):
                    return True
                order.pop()
            dead.add((waiting, value))
            return False

        return tuple(order) if search(frozenset(range(len(ops))), None) else None

    order = explain(history)
    if order is not None:
        return Explained(order)
    answers = sorted((op.back, p) for p, op in enumerate(history) if op.back is not None)
    low, high = 0, len(answers) - 1
    while low < high:
        middle = (low + high) // 2
        if explain(known_at(history, answers[middle][0])) is None:
            high = middle
        else:
            low = middle + 1
    return Refuted(answers[low][1])
