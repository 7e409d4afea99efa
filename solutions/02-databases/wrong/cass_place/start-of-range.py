# loses: cass_place_ring, cass_place_racks, cass_place_dcs
# A node owns the range that begins at its token, as in Dynamo-like rings elsewhere.
def replicas(token: int, ring: list[Node], factors: dict[str, int]) -> list[str]:
    """The names of the replicas of `token`, in the order in which the walk takes them.

    replicas(60, RING_EXAMPLE, {"eu": 3}) == ["ann", "bob", "dan"]
    """
    from bisect import bisect_right

    racks: dict[str, set[str]] = {}
    for node in ring:
        racks.setdefault(node.dc, set()).add(node.rack)
    wanted = dict(factors)
    # Repeats are counted beforehand: what they leave is exactly one place for each rack that is still to come.
    repeats = {dc: wanted.get(dc, 0) - len(names) for dc, names in racks.items()}
    circle = sorted((place, node) for node in ring for place in node.tokens)
    start = (bisect_right(circle, token, key=lambda point: point[0]) or len(circle)) - 1
    taken: list[str] = []
    used: set[tuple[str, str]] = set()
    for _, node in circle[start:] + circle[:start]:
        if node.name in taken or wanted.get(node.dc, 0) <= 0:
            continue
        if (node.dc, node.rack) in used:
            if repeats[node.dc] <= 0:
                continue
            repeats[node.dc] -= 1
        used.add((node.dc, node.rack))
        taken.append(node.name)
        wanted[node.dc] -= 1
    return taken
