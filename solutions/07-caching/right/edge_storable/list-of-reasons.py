# Collects the reasons against.
def storable(request, status, headers):
    said = directives(headers)

    def has(*names):
        return any(name in said for name in names)

    understood = status in UNDERSTOOD
    against = [
        status < 200,
        status == 206,
        status == 304,
        "no-store" in directives(request),
        has("must-understand") and not understood,
        has("no-store") and not has("must-understand"),
        has("private"),
        field(request, "authorization") is not None and not has("public", "s-maxage", "must-revalidate"),
        not (has("public", "s-maxage", "max-age") or field(headers, "expires") is not None or status in HEURISTIC),
    ]
    return not any(against)
