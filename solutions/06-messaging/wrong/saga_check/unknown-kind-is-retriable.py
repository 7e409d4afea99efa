# loses: saga_pivot_rule
# Takes a kind that it does not know for a retriable one.
def check_saga(steps: tuple[Step, ...]) -> None:
    """Raise BadSaga unless every crash and refusal can end in all done or all undone."""
    order = ("compensable", "pivot", "retriable")
    places = [order.index(step.kind) if step.kind in order else 2 for step in steps]
    if places != sorted(places) or places.count(1) > 1:
        raise BadSaga("compensable steps, then at most one pivot, then retriable steps")
    names = [step.name for step in steps]
    if len(set(names)) < len(names) or "" in names:
        raise BadSaga("every step has a name of its own")
