# No backtracking: goes through the events in time and keeps all states that the register may be in ("just in time").
def check(history: list[Op], budget: Budget | None = None) -> Explained | Refuted:
    """An order that explains the history, or the first answer that none explains."""
    events = [(op.call, p, False) for p, op in enumerate(history)]
    events += [(op.back, p, True) for p, op in enumerate(history) if op.back is not None]
    # A state: the register's value, and the open operations that have taken effect with the answers they got. It leads
    # to the order so far, as a linked list.
    states: dict[tuple, tuple | None] = {(None, frozenset()): None}
    open_now: set[int] = set()
    for _, p, is_back in sorted(events):
        if not is_back:
            open_now.add(p)
            continue
        todo = list(states)
        while todo:
            value, done = state = todo.pop()
            placed = {q for q, _ in done}
            if p in placed:
                continue
            for q in sorted(open_now - placed):
                if budget is not None:
                    budget.spend()
                op = history[q]
                if op.kind == "read" and (op.back is None or op.answer != value):
                    continue
                answer, after = execute(op, value)
                new = after, done | {(q, answer)}
                if new not in states:
                    states[new] = (q, states[state])
                    todo.append(new)
        mark = (p, history[p].answer)
        states = {(value, done - {mark}): path for (value, done), path in states.items() if mark in done}
        if not states:
            return Refuted(p)
        open_now.remove(p)
    order = []
    path = next(iter(states.values()))
    while path:
        order.append(path[0])
        path = path[1]
    return Explained(tuple(reversed(order)))
