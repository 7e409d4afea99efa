# loses: tuning_search_test
# Both conditions at once.
def search_box() -> Fix:
    """Parameters: number (bigint), email (text)."""
    return Fix(
        """SELECT o.id, o.created_at, o.total FROM orders o JOIN customers c ON c.id = o.customer_id
           WHERE o.id = %(number)s AND c.email = %(email)s""",
        (
            "CREATE INDEX ON customers (email)",
            "CREATE INDEX ON orders (customer_id)",
        ),
    )
