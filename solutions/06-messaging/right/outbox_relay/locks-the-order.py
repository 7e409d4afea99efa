# Locks rows of orders, then publishes the events of one after another.
def relay(session: OrderSession, publish: Callable[[str, int, str], None], limit: int) -> int:
    """One pass: publish at most `limit` events and mark them as sent; how many."""
    done: list[str] = []
    count = 0
    try:
        while count < limit:
            rows = session.execute(
                """SELECT id FROM orders WHERE id <> ALL(%s)
                   AND EXISTS (SELECT FROM outbox WHERE order_id = orders.id AND NOT sent)
                   LIMIT 1 FOR UPDATE SKIP LOCKED""",
                [done],
            )
            if not rows:
                break
            order_id = rows[0][0]
            done.append(order_id)
            events = session.execute(
                "SELECT id, version, state FROM outbox WHERE order_id = %s AND NOT sent ORDER BY version LIMIT %s",
                [order_id, limit - count],
            )
            for number, version, state in events:
                try:
                    publish(order_id, version, state)
                except PublishFailed:
                    break
                session.execute("UPDATE outbox SET sent = TRUE WHERE id = %s", [number])
                count += 1
        session.commit()
        return count
    except Exception:
        session.rollback()
        raise
