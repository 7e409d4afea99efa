# loses: tuning_twins_test
# Number of distinct values only: the planner uses it for GROUP BY, not for conditions.
def twins() -> Fix:
    """Parameters: city, postcode, region (text)."""
    return Fix(SLOW_TWINS, ("CREATE STATISTICS (ndistinct) ON city, postcode, region FROM customers",))
