# loses: repl_traces
# When fewer than k are silent and a candidate is lacking, `needed` goes below 0.
def promote(policy: Policy, standbys: list[View]) -> Decision:
    """The most advanced standby that certainly has every acknowledged write, or a refusal.

    promote(Policy("ANY", 1, ("a",)), [View("a", True, 1, "0/A0", "0/90")]) == Decision("a", (), 0)
    promote(Policy("ANY", 1, ("a", "b")), [View("a", True, 1, "0/A0", "0/90")]) == Decision(None, ("b",), 1)
    """

    def position(lsn: str) -> int:
        upper, lower = lsn.split("/")
        return (int(upper, 16) << 32) + int(lower, 16)

    if policy.mode == "ASYNC":
        return Decision(None, (), 0)
    answering = {view.name for view in standbys if view.reachable}
    missing = tuple(name for name in policy.names if name not in answering)
    newest = max((view.timeline for view in standbys), default=0)
    candidates = [view for view in standbys if view.reachable and view.timeline == newest]
    # Nobody who answers is ahead of the best candidate, so only k silent ones can have confirmed more. FIRST is no
    # better than ANY: whoever stands first may have been disconnected when the write was acknowledged.
    if len(missing) >= policy.k or not candidates:
        return Decision(None, missing, len(missing) - policy.k + 1)
    best = min(candidates, key=lambda view: (-position(view.flushed), -position(view.replayed), view.name))
    return Decision(best.name, (), 0)
