# loses: tuning_page_test
# The right rows, found by sorting the whole table.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE (created_at, id) < (%(last_at)s, %(last_id)s) ORDER BY created_at DESC, id DESC LIMIT 20""",
    )
