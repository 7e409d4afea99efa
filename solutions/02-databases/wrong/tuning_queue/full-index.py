# loses: tuning_queue_test
# An index of all orders.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE, ("CREATE INDEX ON orders (status, created_at, id)",))
