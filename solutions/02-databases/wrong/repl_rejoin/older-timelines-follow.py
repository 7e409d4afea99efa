# loses: repl_rewind
# Checks the last timeline of the history only; servers on earlier ones always follow.
def rejoin(history: tuple[tuple[int, str], ...], timeline: int, servers: list[View]) -> dict[str, str]:
    """What each server has to do before it can be a standby of the new primary: name → follow, rewind or unknown.

    rejoin(((1, "0/A0"),), 2, [View("old", True, 1, "0/B0", "0/A0")]) == {"old": "rewind"}
    """

    def position(lsn: str) -> tuple[int, ...]:
        return tuple(int(half, 16) for half in lsn.split("/"))

    left = dict(history)

    def duty(view: View) -> str:
        if not view.reachable:
            return "unknown"
        if view.timeline == timeline:
            return "follow"
        shared = view.timeline != history[-1][0] or view.timeline in left and position(view.flushed) <= position(left[view.timeline])
        return "follow" if shared else "rewind"

    return {view.name: duty(view) for view in servers}
