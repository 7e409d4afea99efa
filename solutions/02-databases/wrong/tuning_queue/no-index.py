# loses: tuning_queue_test
# The whole table is read and sorted.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(SLOW_QUEUE)
