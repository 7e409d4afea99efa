# Only created_at in the index; ties are sorted by the query.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE, ("CREATE INDEX ON orders (created_at) WHERE status = 'pending'",))
