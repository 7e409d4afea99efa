# loses: tuning_dear_test
# The subquery uses an index, and still runs a thousand times.
def dear() -> Fix:
    """Parameter: times (numeric)."""
    return Fix(SLOW_DEAR, ("CREATE INDEX ON products (category)",))
