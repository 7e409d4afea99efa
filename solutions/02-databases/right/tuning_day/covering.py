# The total stands in the index.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE created_at >= %(day)s::date AND created_at < %(day)s::date + 1""",
        (
            "CREATE INDEX ON orders (created_at, total)",
        ),
    )
