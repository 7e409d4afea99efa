# loses: tuning_queue_test
# The planner cannot conclude from the query that the index holds all its rows.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE, ("CREATE INDEX ON orders (created_at, id) WHERE lower(status) = 'pending'",))
