# loses: tuning_queue_test
# Always twenty.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(
        """SELECT id, customer_id, created_at FROM orders WHERE status = 'pending' ORDER BY created_at, id LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at, id) WHERE status = 'pending'",
        ),
    )
