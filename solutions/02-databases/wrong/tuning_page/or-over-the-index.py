# loses: tuning_page_test
# The OR cannot be an index range: the index is read from its end up to the page.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE created_at < %(last_at)s OR (created_at = %(last_at)s AND id < %(last_id)s) ORDER BY created_at DESC, id DESC LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at, id)",
        ),
    )
