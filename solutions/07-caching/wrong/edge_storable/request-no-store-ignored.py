# loses: edge_store
# The request's no-store is not looked at.
def storable(request: dict[str, str], status: int, headers: dict[str, str]) -> bool:
    """Whether a shared cache may store the response.

    >>> storable({}, 200, {"Cache-Control": "max-age=60"})
    True
    >>> storable({"authorization": "Basic x"}, 200, {"Cache-Control": "max-age=60"})
    False
    """
    said = directives(headers)
    if status < 200 or status in (206, 304) or "private" in said:
        return False
    if "must-understand" in said:
        if status not in UNDERSTOOD:
            return False
    elif "no-store" in said:
        return False
    if field(request, "Authorization") is not None and not {"public", "s-maxage", "must-revalidate"} & set(said):
        return False
    explicit = bool({"public", "s-maxage", "max-age"} & set(said)) or field(headers, "Expires") is not None
    return explicit or status in HEURISTIC
