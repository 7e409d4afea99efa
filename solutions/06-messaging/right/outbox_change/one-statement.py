# One statement for both tables.
def change_order(session: OrderSession, order_id: str, state: str) -> int:
    """Set the order's state and store the event of it; the order's new version."""
    try:
        rows = session.execute(
            """WITH changed AS (
                   INSERT INTO orders VALUES (%s, 1, %s) ON CONFLICT (id)
                   DO UPDATE SET version = orders.version + 1, state = excluded.state RETURNING *)
               INSERT INTO outbox (order_id, version, state) SELECT id, version, state FROM changed RETURNING version""",
            [order_id, state],
        )
        session.commit()
    except Exception:
        session.rollback()
        raise
    return rows[0][0]
