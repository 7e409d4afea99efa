# loses: edge_age, edge_answer
# Counts the delay twice: time in the cache from the request on.
def lifetime(stored: Stored) -> int:
    """For how many seconds from its origin the response is fresh.

    >>> lifetime(Stored({}, 200, {"Cache-Control": "max-age=60, s-maxage=600"}, 1000, 1001))
    600
    """
    said, headers = directives(stored.headers), stored.headers
    for name in ("s-maxage", "max-age"):
        if name in said:
            return delta(said[name]) or 0
    if field(headers, "Expires") is not None:
        expires = http_date(field(headers, "Expires"))
        return 0 if expires is None else max(expires - dated(stored), 0)
    changed = http_date(field(headers, "Last-Modified"))
    if changed is not None and (stored.status in HEURISTIC or "public" in said):
        return max(dated(stored) - changed, 0) // 10
    return 0


def age(stored: Stored, now: int) -> int:
    """How many seconds ago, at `now`, the response left its origin or was validated there.

    >>> age(Stored({}, 200, {"Age": "30"}, 1000, 1002), 1010)
    40
    """
    # By the clocks of two machines, or by what the caches on the way counted; the delay is the most that the way took.
    apparent = max(0, stored.came_at - dated(stored))
    corrected = (delta(field(stored.headers, "Age")) or 0) + stored.came_at - stored.asked_at
    return max(apparent, corrected) + now - stored.asked_at

