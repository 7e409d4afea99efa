# The customer stands in the index, and the table is not read.
def queue() -> Fix:
    """Parameter: most (int, 1 to 20)."""
    return Fix(
        SLOW_QUEUE,
        (
            "CREATE INDEX ON orders (created_at, id) INCLUDE (customer_id) WHERE status = 'pending'",
        ),
    )
