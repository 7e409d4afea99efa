# loses: tuning_spent_test
# The entries of all customers in the period are read.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(SLOW_SPENT, ("CREATE INDEX ON orders (created_at, customer_id) INCLUDE (total)",))
