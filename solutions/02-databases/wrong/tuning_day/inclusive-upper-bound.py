# loses: tuning_day_test
# BETWEEN counts the next midnight, too.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE created_at BETWEEN %(day)s::date AND %(day)s::date + interval '1 day'""",
        (
            "CREATE INDEX ON orders (created_at)",
        ),
    )
