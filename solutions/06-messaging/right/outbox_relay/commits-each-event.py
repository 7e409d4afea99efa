# A transaction for each event: less comes twice after a crash, at the price of more commits.
def relay(session: OrderSession, publish: Callable[[str, int, str], None], limit: int) -> int:
    """One pass: publish at most `limit` events and mark them as sent; how many."""
    failed = set()
    count = 0
    try:
        while count < limit:
            rows = session.execute(
                """WITH head AS (SELECT DISTINCT ON (order_id) id FROM outbox WHERE NOT sent ORDER BY order_id, version)
                   SELECT id, order_id, version, state FROM outbox
                   WHERE id IN (SELECT id FROM head) AND NOT sent AND NOT (order_id = ANY(%s))
                   LIMIT 1 FOR UPDATE OF outbox SKIP LOCKED""",
                [sorted(failed)],
            )
            if not rows:
                return count
            number, *event = rows[0]
            try:
                publish(*event)
            except PublishFailed:
                failed.add(event[0])
            else:
                session.execute("UPDATE outbox SET sent = true WHERE id = %s", [number])
                count += 1
            session.commit()
        return count
    finally:
        if session.in_transaction():
            session.rollback()
