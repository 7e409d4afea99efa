# A key of the nominated values, then max by date and place.
def select(stored, request):
    def key(names, headers):
        return tuple(field(headers, name) for name in names)

    fits = []
    for place, one in enumerate(stored):
        vary = (field(one.headers, "vary") or "").replace(" ", "").lower()
        names = sorted(set(vary.split(",")) - {""})
        if "*" in names or key(names, one.request) != key(names, request):
            continue
        fits.append((dated(one), place))
    return stored[max(fits)[1]] if fits else None
