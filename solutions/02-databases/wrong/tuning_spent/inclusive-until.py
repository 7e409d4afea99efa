# loses: tuning_spent_test
# An order at the end of the period counts.
def spent() -> Fix:
    """Parameters: customer (int), since and until (timestamptz)."""
    return Fix(
        """SELECT count(*), sum(total) FROM orders
           WHERE customer_id = %(customer)s AND created_at BETWEEN %(since)s AND %(until)s""",
        (
            "CREATE INDEX ON orders (customer_id, created_at) INCLUDE (total)",
        ),
    )
