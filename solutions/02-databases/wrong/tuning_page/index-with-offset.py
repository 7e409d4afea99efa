# loses: tuning_page_test
# The index sorts, but OFFSET still reads every row it skips.
def feed_page() -> Fix:
    """Parameters: offset (int), last_at (timestamptz), last_id (bigint)."""
    return Fix(SLOW_PAGE, ("CREATE INDEX ON orders (created_at, id)",))
