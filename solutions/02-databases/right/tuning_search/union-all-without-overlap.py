# UNION ALL whose second half leaves out what the first has found.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE id = %(number)s
           UNION ALL
           SELECT o.id, o.created_at, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = %(email)s AND o.id <> %(number)s""",
        (
            "CREATE INDEX ON customers (email)",
            "CREATE INDEX ON orders (customer_id)",
        ),
    )
