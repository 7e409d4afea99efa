# loses: tuning_day_test
# The index is on created_at, the condition still on a function of it.
def one_day() -> Fix:
    """Parameter: day (date)."""
    return Fix(SLOW_DAY, ("CREATE INDEX ON orders (created_at)",))
