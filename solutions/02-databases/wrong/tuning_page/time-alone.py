# loses: tuning_page_test
# Rows with the same created_at as the last one seen are skipped.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE created_at < %(last_at)s ORDER BY created_at DESC, id DESC LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at, id)",
        ),
    )
