# An index in the order of the page.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE (created_at, id) < (%(last_at)s, %(last_id)s) ORDER BY created_at DESC, id DESC LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at DESC, id DESC)",
        ),
    )
