# The customer is found first: then the OR is over one table, and two index scans make one bitmap.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(
        """SELECT id, created_at, total FROM orders
           WHERE id = %(number)s OR customer_id = (SELECT id FROM customers WHERE email = %(email)s)""",
        (
            "CREATE INDEX ON customers (email)",
            "CREATE INDEX ON orders (customer_id)",
        ),
    )
