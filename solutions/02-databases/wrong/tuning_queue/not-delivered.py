# loses: tuning_queue_test
# The index also holds the shipped orders, three for each pending one.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE, ("CREATE INDEX ON orders (created_at, id) WHERE status <> 'delivered'",))
