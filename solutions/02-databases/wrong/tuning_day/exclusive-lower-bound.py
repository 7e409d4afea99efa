# loses: tuning_day_test
# The orders at midnight are missing.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE created_at > %(day)s::date AND created_at < %(day)s::date + interval '1 day'""",
        (
            "CREATE INDEX ON orders (created_at)",
        ),
    )
