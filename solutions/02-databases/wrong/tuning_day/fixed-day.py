# loses: tuning_day_test
# The day of the example is written into the query.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE created_at >= '2024-02-28' AND created_at < '2024-02-29'""",
        (
            "CREATE INDEX ON orders (created_at)",
        ),
    )
