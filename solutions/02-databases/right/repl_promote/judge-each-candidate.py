# Judges each candidate by the standbys that may be ahead of it, from the most advanced down.
def promote(policy: Policy, standbys: list[View]) -> Decision:
    if policy.mode == "ASYNC":
        return Decision(None, (), 0)
    by_name = {view.name: view for view in standbys}
    silent = []
    for name in policy.names:
        if name not in by_name or not by_name[name].reachable:
            silent.append(name)

    def lsn(text):
        return [int(part, 16) for part in text.split("/")]

    newest = max([view.timeline for view in standbys] or [0])
    line = sorted((v for v in standbys if v.reachable and v.timeline == newest), key=lambda v: v.name)
    line.sort(key=lambda v: (lsn(v.flushed), lsn(v.replayed)), reverse=True)
    for candidate in line:
        ahead = [v for v in line if v.name in policy.names and lsn(v.flushed) > lsn(candidate.flushed)]
        if len(ahead) + len(silent) < policy.k:
            return Decision(candidate.name, (), 0)
    return Decision(None, tuple(silent), max(0, len(silent) - policy.k + 1))
