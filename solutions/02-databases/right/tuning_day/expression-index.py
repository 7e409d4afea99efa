# An index on the date itself, with the time zone fixed so that the expression is immutable.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE (created_at AT TIME ZONE 'UTC')::date = %(day)s::date""",
        (
            "CREATE INDEX ON orders (((created_at AT TIME ZONE 'UTC')::date))",
        ),
    )
