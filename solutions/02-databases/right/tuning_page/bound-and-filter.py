# The bound on created_at for the index, the tie broken by a filter.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(
        """SELECT id, created_at, total FROM orders WHERE created_at <= %(last_at)s AND (created_at < %(last_at)s OR id < %(last_id)s) ORDER BY created_at DESC, id DESC LIMIT 20""",
        (
            "CREATE INDEX ON orders (created_at, id)",
        ),
    )
