# loses: tuning_search_test
# An order that matches both conditions comes twice.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE id = %(number)s
           UNION ALL
           SELECT o.id, o.created_at, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = %(email)s""",
        (
            "CREATE INDEX ON customers (email)",
            "CREATE INDEX ON orders (customer_id)",
        ),
    )
