# loses: tuning_spent_test
# All orders of the customer are fetched.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(SLOW_SPENT, ("CREATE INDEX ON orders (customer_id)",))
