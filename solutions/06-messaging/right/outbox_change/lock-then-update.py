# Makes the order if it is missing, locks its row, then writes.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    committed = False
    try:
        session.execute("INSERT INTO orders VALUES (%s, 0, '') ON CONFLICT DO NOTHING", [order_id])
        ((version,),) = session.execute("SELECT version + 1 FROM orders WHERE id = %s FOR UPDATE", [order_id])
        session.execute("INSERT INTO outbox (order_id, version, state) VALUES (%s, %s, %s)", [order_id, version, state])
        session.execute("UPDATE orders SET version = %s, state = %s WHERE id = %s", [version, state, order_id])
        session.commit()
        committed = True
        return version
    finally:
        if not committed:
            session.rollback()
