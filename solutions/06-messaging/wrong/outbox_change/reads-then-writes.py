# loses: outbox_write
# Reads the version without a lock: two writers get the same one.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    try:
        # The row of the order is the lock: the next writer gets its version when this one has ended.
        rows = session.execute(
            "SELECT version FROM orders WHERE id = %s", [order_id]
        )
        version = rows[0][0] + 1 if rows else 1
        session.execute(
            "INSERT INTO orders VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE SET version = %s, state = %s",
            [order_id, version, state, version, state],
        )
        session.execute(
            "INSERT INTO outbox (order_id, version, state) VALUES (%s, %s, %s)", [order_id, version, state]
        )
        session.commit()
        return version
    except BaseException:
        session.rollback()
        raise
