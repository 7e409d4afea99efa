# loses: tuning_spent_test
# Two single-column indexes are combined by bitmaps, and the table is read.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(SLOW_SPENT, ("CREATE INDEX ON orders (customer_id)", "CREATE INDEX ON orders (created_at)",))
