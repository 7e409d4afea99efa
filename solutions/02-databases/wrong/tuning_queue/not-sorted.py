# loses: tuning_queue_test
# The rows of the index come in another order: all pending orders are fetched to be sorted.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE, ("CREATE INDEX ON orders (customer_id) WHERE status = 'pending'",))
