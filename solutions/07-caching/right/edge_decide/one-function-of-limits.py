# Allowed staleness as a number, compared once.
def decide(stored, request, now):
    ask = directives(request)
    word = None if stored is None else usable(stored, ask, now)
    if word:
        return word
    if "only-if-cached" in ask:
        return "504"
    if stored is not None and any(field(stored.headers, name) is not None for name in ("ETag", "Last-Modified")):
        return "revalidate"
    return "fetch"


def usable(stored, ask, now):
    reply = directives(stored.headers)
    a, f = age(stored, now), lifetime(stored)
    if "no-cache" in reply.keys() | ask.keys() or a > argument(ask, "max-age", float("inf")):
        return ""
    if f > a:
        return "" if argument(ask, "min-fresh", 0) > f - a else "fresh"
    if {"must-revalidate", "proxy-revalidate", "s-maxage"} & reply.keys() or "min-fresh" in ask:
        return ""
    client = float("inf") if ask.get("max-stale") == "" else argument(ask, "max-stale", -1)
    if a - f <= client:
        return "stale"
    if "max-age" in ask or "max-stale" in ask:
        return ""
    return "stale-while-revalidate" if a - f <= argument(reply, "stale-while-revalidate", -1) else ""


def argument(said, name, default):
    return default if name not in said else delta(said[name]) or 0


def on_error(stored, request, now):
    if stored is None:
        return False
    reply, ask = directives(stored.headers), directives(request)
    if "no-cache" in ask or reply.keys() & {"no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"}:
        return False
    never = -float("inf")
    longest = max(argument(reply, "stale-if-error", never), argument(ask, "stale-if-error", never))
    return age(stored, now) - lifetime(stored) <= longest
