# loses: outbox_write
# may lose: outbox_schedules
# The event is committed before the order: a crash leaves an event of nothing.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    rows = session.execute("SELECT version FROM orders WHERE id = %s", [order_id])
    version = rows[0][0] + 1 if rows else 1
    session.execute("INSERT INTO outbox (order_id, version, state) VALUES (%s, %s, %s)", [order_id, version, state])
    session.commit()
    session.execute(
        "INSERT INTO orders VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE SET version = %s, state = %s",
        [order_id, version, state, version, state],
    )
    session.commit()
    return version
