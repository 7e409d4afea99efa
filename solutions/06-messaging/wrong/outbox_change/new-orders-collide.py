# loses: outbox_write
# Locks an order that is there; two writers that make the same one collide.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    try:
        # The row of the order is the lock: the next writer gets its version when this one has ended.
        rows = session.execute(
            "UPDATE orders SET version = version + 1, state = %s WHERE id = %s RETURNING version", [state, order_id]
        )
        if not rows:
            session.execute("INSERT INTO orders VALUES (%s, 1, %s)", [order_id, state])
        version = rows[0][0] if rows else 1
        session.execute(
            "INSERT INTO outbox (order_id, version, state) VALUES (%s, %s, %s)", [order_id, version, state]
        )
        session.commit()
        return version
    except BaseException:
        session.rollback()
        raise
