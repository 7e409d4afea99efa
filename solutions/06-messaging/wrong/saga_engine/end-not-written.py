# loses: saga_forward, saga_backward, saga_crashes
# may lose: saga_silence
# Does not write the end.
def run_saga(steps, log, services, tries: int) -> str:
    """Lead a saga from what its log says to its end: "completed" or "compensated"."""
    records = set(log.read())  # order does not matter: what has happened is a set that only grows

    def note(event: str, name: str) -> None:
        if (event, name) not in records:
            log.append((event, name))
            records.add((event, name))

    def answered(name: str, *events: str) -> bool:
        return any((event, name) in records for event in events)

    def forward(step: Step) -> bool:
        """Whether the step is done."""
        if answered(step.name, "done"):
            return True
        if answered(step.name, "refused", "given up"):
            return False
        note("begin", step.name)
        calls = 0
        while True:
            calls += 1
            try:
                services.do(step.name)
            except StepRefused:
                note("refused", step.name)
                return False
            except Unavailable:
                # Only a step that can be undone may be given up: its unknown result is then undone.
                if step.kind == "compensable" and calls == tries:
                    note("given up", step.name)
                    return False
            else:
                note("done", step.name)
                return True

    def backward(step: Step) -> None:
        if answered(step.name, "undone", "refused") or not answered(step.name, "begin"):
            return
        note("undo", step.name)
        while True:
            try:
                services.undo(step.name)
            except Unavailable:
                continue
            note("undone", step.name)
            return

    for end in ("completed", "compensated"):
        if ("end", end) in records:
            return end
    if all(forward(step) for step in steps):
        return "completed"
    for step in reversed(steps):
        backward(step)
    return "compensated"
