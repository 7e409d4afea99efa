# The nested loop stays, and finds each twin in a few blocks.
def twins() -> Fix:
    """Parameters: city, postcode, region (text)."""
    return Fix(SLOW_TWINS, ("CREATE INDEX ON customers (postcode, name)",))
