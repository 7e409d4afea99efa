# loses: outbox_write
# may lose: outbox_schedules
# The order is committed before its event: a crash between them loses the event.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    try:
        # The row of the order is the lock: the next writer gets its version when this one has ended.
        rows = session.execute(
            """INSERT INTO orders VALUES (%s, 1, %s)
               ON CONFLICT (id) DO UPDATE SET version = orders.version + 1, state = excluded.state RETURNING version""",
            [order_id, state],
        )
        version = int(rows[0][0])
        session.commit()
        session.execute(
            "INSERT INTO outbox (order_id, version, state) VALUES (%s, %s, %s)", [order_id, version, state]
        )
        session.commit()
        return version
    except BaseException:
        session.rollback()
        raise
