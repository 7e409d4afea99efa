# The names and steps of the RFC.
def lifetime(stored):
    said = directives(stored.headers)
    if "s-maxage" in said:
        return delta(said["s-maxage"]) or 0
    if "max-age" in said:
        return delta(said["max-age"]) or 0
    date_value = dated(stored)
    expires = field(stored.headers, "expires")
    if expires is not None:
        when = http_date(expires)
        return when - date_value if when is not None and when > date_value else 0
    last_modified = http_date(field(stored.headers, "last-modified"))
    if last_modified is None or last_modified > date_value:
        return 0
    return (date_value - last_modified) // 10 if stored.status in HEURISTIC or "public" in said else 0


def age(stored, now):
    age_value = delta(field(stored.headers, "age"))
    if age_value is None:
        age_value = 0
    date_value = dated(stored)
    request_time, response_time = stored.asked_at, stored.came_at
    apparent_age = max(0, response_time - date_value)
    response_delay = response_time - request_time
    corrected_age_value = age_value + response_delay
    corrected_initial_age = max(apparent_age, corrected_age_value)
    resident_time = now - response_time
    return corrected_initial_age + resident_time
