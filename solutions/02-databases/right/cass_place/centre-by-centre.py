# Each data centre by itself: the first node of every rack and the first repeats, merged by their distance from the token.
def replicas(token, ring, factors):
    everything = sorted(at for node in ring for at in node.tokens)
    ahead = [at for at in everything if at >= token] + [at for at in everything if at < token]
    rank = {at: n for n, at in enumerate(ahead)}
    nearest = {node: min(rank[at] for at in node.tokens) for node in ring}
    chosen = []
    for dc, factor in factors.items():
        nodes = sorted((node for node in ring if node.dc == dc), key=nearest.__getitem__)
        seen, firsts, rest = set(), [], []
        for node in nodes:
            (rest if node.rack in seen else firsts).append(node)
            seen.add(node.rack)
        chosen.extend(firsts[:factor])
        if factor > len(firsts):
            chosen.extend(rest[: factor - len(firsts)])
    return [node.name for node in sorted(chosen, key=nearest.__getitem__)]
