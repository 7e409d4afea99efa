# loses: tuning_spent_test
# The total has to be fetched from the table, a block for nearly each order.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(SLOW_SPENT, ("CREATE INDEX ON orders (customer_id, created_at)",))
