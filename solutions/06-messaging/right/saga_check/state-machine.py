# Walks through the steps with the kinds that are still allowed.
def check_saga(steps: tuple[Step, ...]) -> None:
    """Raise BadSaga unless every crash and refusal can end in all done or all undone."""
    allowed = {"compensable", "pivot", "retriable"}
    seen = set()
    for step in steps:
        if step.kind not in allowed:
            raise BadSaga(f"{step.kind} is not possible here: {step.name}")
        if not step.name or step.name in seen:
            raise BadSaga(f"a name of its own: {step.name!r}")
        seen.add(step.name)
        if step.kind != "compensable":
            allowed = {"retriable"}
