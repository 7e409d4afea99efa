# loses: tuning_page_test
# id does not follow created_at: rows of earlier times with higher numbers are lost.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE created_at <= %(last_at)s AND id < %(last_id)s ORDER BY created_at DESC, id DESC LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at, id)",
        ),
    )
