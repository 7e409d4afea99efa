# loses: edge_store
# A browser's cache: takes private responses and those to requests with Authorization.
def storable(request: dict[str, str], status: int, headers: dict[str, str]) -> bool:
    """Whether a shared cache may store the response.

    >>> storable({}, 200, {"Cache-Control": "max-age=60"})
    True
    >>> storable({"authorization": "Basic x"}, 200, {"Cache-Control": "max-age=60"})
    False
    """
    said = directives(headers)
    if status < 200 or status in (206, 304) or "no-store" in directives(request):
        return False
    if "must-understand" in said:
        if status not in UNDERSTOOD:
            return False
    elif "no-store" in said:
        return False
    explicit = bool({"public", "s-maxage", "max-age"} & set(said)) or field(headers, "Expires") is not None
    return explicit or status in HEURISTIC
