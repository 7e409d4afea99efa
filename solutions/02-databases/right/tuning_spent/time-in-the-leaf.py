# Only the customer is a key; all else is filtered in the index.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(SLOW_SPENT, ("CREATE INDEX ON orders (customer_id) INCLUDE (created_at, total)",))
