# loses: edge_vary
# A header that the request does not send matches every value.
def select(stored: list[Stored], request: dict[str, str]) -> Stored | None:
    """The stored response that `request` may be answered with.

    >>> one = Stored({"Accept-Language": "de"}, 200, {"Vary": "accept-language"}, 1000, 1001)
    >>> select([one], {"accept-language": "de"}) == one, select([one], {})
    (True, None)
    """
    best = None
    for one in stored:
        names = [name.strip() for name in (field(one.headers, "Vary") or "").split(",") if name.strip()]
        same = "*" not in names and all(field(request, name) in (None, field(one.request, name)) for name in names)
        if same and (best is None or dated(one) >= dated(best)):
            best = one
    return best

