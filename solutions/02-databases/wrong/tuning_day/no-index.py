# loses: tuning_day_test
# A range that an index could answer, and no index.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE created_at >= %(day)s::date AND created_at < %(day)s::date + interval '1 day'""",
    )
