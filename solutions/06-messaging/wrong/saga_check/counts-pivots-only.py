# loses: saga_pivot_rule
# Allows one pivot anywhere.
def check_saga(steps: tuple[Step, ...]) -> None:
    """Raise BadSaga unless every crash and refusal can end in all done or all undone."""
    order = ("compensable", "pivot", "retriable")
    if any(step.kind not in order for step in steps):
        raise BadSaga(f"a kind is one of {', '.join(order)}")
    places = [order.index(step.kind) for step in steps]
    if places.count(1) > 1:
        raise BadSaga("compensable steps, then at most one pivot, then retriable steps")
    names = [step.name for step in steps]
    if len(set(names)) < len(names) or "" in names:
        raise BadSaga("every step has a name of its own")
