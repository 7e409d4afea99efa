# Decides the next action from the records alone, in one loop.
def run_saga(steps, log, services, tries: int) -> str:
    """Lead a saga from what its log says to its end: "completed" or "compensated"."""
    history = [tuple(record) for record in log.read()]
    kinds = dict(steps)

    def write(*record):
        log.append(record)
        history.append(record)

    def call(what, name):
        patience = tries if what == "do" and kinds[name] == "compensable" else None
        made = 0
        while patience is None or made < patience:
            made += 1
            try:
                (services.do if what == "do" else services.undo)(name)
                return "done" if what == "do" else "undone"
            except Unavailable:
                pass
            except StepRefused:
                return "refused"
        return "given up"

    while True:
        names = [step.name for step in steps]
        status = {}
        for event, name in history:
            status[name] = event
            if event == "end":
                return name
        turned = any(event in ("refused", "given up") for event, _ in history)
        if not turned:
            ahead = [name for name in names if status.get(name) != "done"]
            if not ahead:
                write("end", "completed")
                continue
            if ahead[0] not in status:
                write("begin", ahead[0])
            write(call("do", ahead[0]), ahead[0])
            continue
        back = [name for name in names if status.get(name) in ("begin", "done", "given up", "undo")]
        if not back:
            write("end", "compensated")
            continue
        if status[back[-1]] != "undo":
            write("undo", back[-1])
        write(call("undo", back[-1]), back[-1])
