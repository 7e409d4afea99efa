# loses: edge_answer, edge_failure
# A response with no-cache is used as long as it is fresh.
def decide(stored: Stored | None, request: dict[str, str], now: int) -> str:
    """What the edge does: "fresh", "stale", "stale-while-revalidate", "revalidate", "fetch" or "504".

    >>> kept = Stored({}, 200, {"Cache-Control": "max-age=600, stale-while-revalidate=30"}, 1000, 1000)
    >>> decide(kept, {}, 1599), decide(kept, {}, 1630), decide(kept, {}, 1631)
    ('fresh', 'stale-while-revalidate', 'fetch')
    """
    wanted = directives(request)
    if stored is not None and (without := answer_without_origin(stored, wanted, now)):
        return without
    if "only-if-cached" in wanted:
        return "504"
    validators = stored is not None and {"etag", "last-modified"} & {name.lower() for name in stored.headers}
    return "revalidate" if validators else "fetch"


def on_error(stored: Stored | None, request: dict[str, str], now: int) -> bool:
    """Whether the edge may answer with what it has although the origin failed."""
    if stored is None:
        return False
    said, wanted = directives(stored.headers), directives(request)
    limits = [seconds(one["stale-if-error"]) for one in (said, wanted) if "stale-if-error" in one]
    if "no-cache" in wanted or FORBID_STALE & set(said) or not limits:
        return False
    return age(stored, now) - lifetime(stored) <= max(limits)


FORBID_STALE = {"must-revalidate", "proxy-revalidate", "s-maxage"}


def answer_without_origin(stored, wanted, now):
    """How the stored response may be used at once; None if it may not."""
    said, old = directives(stored.headers), age(stored, now)
    left = lifetime(stored) - old
    if "no-cache" in wanted:
        return None
    if "max-age" in wanted and old > seconds(wanted["max-age"]):
        return None
    if left > 0:
        return "fresh" if "min-fresh" not in wanted or left >= seconds(wanted["min-fresh"]) else None
    if FORBID_STALE & set(said) or "min-fresh" in wanted:
        return None
    if "max-stale" in wanted and (not wanted["max-stale"] or -left <= seconds(wanted["max-stale"])):
        return "stale"
    if "max-age" in wanted or "max-stale" in wanted:
        return None
    if "stale-while-revalidate" in said and -left <= seconds(said["stale-while-revalidate"]):
        return "stale-while-revalidate"
    return None


def seconds(text):
    return delta(text) or 0
