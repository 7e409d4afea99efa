# loses: tuning_twins_test
# The inner side is found by an index, once for each row, among all customers of the city.
def twins() -> Fix:
    """Parameters: city, postcode, region (text)."""
    return Fix(SLOW_TWINS, ("CREATE INDEX ON customers (city)",))
