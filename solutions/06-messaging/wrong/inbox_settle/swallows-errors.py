# loses: inbox_once, inbox_crash
# Reports an error as parked, although nothing was stored.
def settle(session: Consumer, message: Message, effect: Callable[[Consumer, Message], None]) -> str:
    """Handle one delivery: "done", "duplicate", "expired" or "parked"."""
    try:
        # The unique index is the lock: a second consumer with the same id waits here until the first has ended.
        new = session.execute(
            "INSERT INTO inbox VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id", [message.id, message.sent]
        )
        if not new:
            session.rollback()
            return "duplicate"
        # Read only now: if somebody has forgotten this id since it was settled, the raised watermark is visible.
        watermark = session.execute("SELECT seconds FROM watermark")[0][0]
        if message.sent < watermark:
            session.rollback()
            return "expired"
        session.execute("SAVEPOINT before_the_effect")
        outcome = "done"
        try:
            effect(session, message)
        except BadMessage as problem:
            session.execute("ROLLBACK TO SAVEPOINT before_the_effect")
            session.execute("INSERT INTO parked VALUES (%s, %s)", [message.id, str(problem)])
            outcome = "parked"
        session.commit()
        return outcome
    except SessionDied:
        return "parked"
    except Exception:
        session.rollback()
        return "parked"
