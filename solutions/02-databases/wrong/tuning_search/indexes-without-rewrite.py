# loses: tuning_search_test
# No index answers an OR over two tables.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(SLOW_SEARCH, ("CREATE INDEX ON customers (email)", "CREATE INDEX ON orders (customer_id)",))
