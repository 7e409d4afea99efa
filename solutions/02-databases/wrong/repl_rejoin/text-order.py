# loses: repl_rewind
# Compares LSNs as text.
def rejoin(history: tuple[tuple[int, str], ...], timeline: int, servers: list[View]) -> dict[str, str]:
    """What each server has to do before it can be a standby of the new primary: name → follow, rewind or unknown.

    rejoin(((1, "0/A0"),), 2, [View("old", True, 1, "0/B0", "0/A0")]) == {"old": "rewind"}
    """

    def position(lsn: str) -> str:
        return lsn

    left = dict(history)

    def duty(view: View) -> str:
        if not view.reachable:
            return "unknown"
        if view.timeline == timeline:
            return "follow"
        shared = view.timeline in left and position(view.flushed) <= position(left[view.timeline])
        return "follow" if shared else "rewind"

    return {view.name: duty(view) for view in servers}
