# loses: edge_vary
# Sees * only when it stands alone.
def select(stored: list[Stored], request: dict[str, str]) -> Stored | None:
    """The stored response that `request` may be answered with.

    >>> one = Stored({"Accept-Language": "de"}, 200, {"Vary": "accept-language"}, 1000, 1001)
    >>> select([one], {"accept-language": "de"}) == one, select([one], {})
    (True, None)
    """
    best = None
    for one in stored:
        names = [name.strip() for name in (field(one.headers, "Vary") or "").split(",") if name.strip()]
        same = names != ["*"] and all(field(one.request, name) == field(request, name) for name in names)
        if same and (best is None or dated(one) >= dated(best)):
            best = one
    return best

