# loses: outbox_side_by_side
# Commits before it publishes, which gives the lock away.
def relay(session: OrderSession, publish: Callable[[str, int, str], None], limit: int) -> int:
    """One pass: publish at most `limit` events and mark them as sent; how many."""
    # Only the first unsent event of an order is ever a candidate. Another relay that has locked it has not committed,
    # so for us it is still the first one, and the order's later events are no candidates either.
    first_of_an_order = """
        SELECT id, order_id, version, state FROM outbox AS candidate
        WHERE NOT sent AND order_id <> ALL(%s) AND NOT EXISTS (
            SELECT FROM outbox AS earlier
            WHERE earlier.order_id = candidate.order_id AND earlier.version < candidate.version AND NOT earlier.sent)
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"""
    resting: list[str] = []
    published = 0
    try:
        while published < limit:
            rows = session.execute(first_of_an_order, [resting])
            if not rows:
                break
            number, order_id, version, state = rows[0]
            session.commit()
            try:
                publish(order_id, version, state)
            except PublishFailed:
                resting.append(order_id)
                continue
            session.execute("UPDATE outbox SET sent = true WHERE id = %s", [number])
            published += 1
        session.commit()
        return published
    except BaseException:
        session.rollback()
        raise
