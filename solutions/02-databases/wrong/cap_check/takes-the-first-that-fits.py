# loses: cap_known, cap_answered, cap_unanswered, cap_first, cap_long
# Places the first operation that fits and never takes a decision back.
def check(history: list[Op], budget: Budget | None = None) -> Explained | Refuted:
    """An order that explains the history, or the first answer that none explains."""
    order = explanation(history, budget)
    if order is not None:
        return Explained(order)
    # What is beyond explanation stays so: bisect for the first answer at which it is.
    answered = sorted((op.back, position) for position, op in enumerate(history) if op.back is not None)
    good, bad = -1, len(answered) - 1
    while bad - good > 1:
        middle = (good + bad) // 2
        if explanation(known_at(history, answered[middle][0]), budget) is None:
            bad = middle
        else:
            good = middle
    return Refuted(answered[bad][1])


def explanation(history: list[Op], budget: Budget | None) -> tuple[int, ...] | None:
    """Wing and Gong's search, with Lowe's memory of what was visited. A stack instead of recursion."""
    by_call = sorted(range(len(history)), key=lambda position: history[position].call)
    by_back = sorted((p for p in by_call if history[p].back is not None), key=lambda p: history[p].back)

    def candidates(placed: int) -> list[int]:
        """Operations that may come next: not placed, and called before the first answer that is still to come."""
        first = next((history[p].back for p in by_back if not placed >> p & 1), None)
        if first is None:
            return []
        # An answered operation first: those without an answer are placed only if the others need them.
        able = [p for p in by_call if history[p].call < first and not placed >> p & 1]
        return sorted(able, key=lambda p: history[p].back is None)

    answered = sum(1 << p for p in by_back)
    if not answered:
        return ()
    seen = {(0, None)}
    path: list[int] = []
    stack = [(0, None, iter(candidates(0)))]
    while stack:
        placed, value, untried = stack[-1]
        for p in untried:
            if budget is not None:
                budget.spend()
            op = history[p]
            answer, after = execute(op, value)
            if op.back is not None and answer != op.answer:
                continue
            state = placed | 1 << p, after
            if state in seen:
                continue
            seen.add(state)
            path.append(p)
            if state[0] & answered == answered:
                return tuple(path)
            stack.append((*state, iter(candidates(state[0]))))
            break
        else:
            return None
    return None
