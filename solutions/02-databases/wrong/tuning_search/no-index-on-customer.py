# loses: tuning_search_test
# The customer is found at once, then all orders are scanned.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE id = %(number)s
           UNION
           SELECT o.id, o.created_at, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = %(email)s""",
        (
            "CREATE INDEX ON customers (email)",
        ),
    )
