# Locks the id before it looks; the watermark's row is locked against forgetting.
def settle(session: Consumer, message: Message, effect: Callable[[Consumer, Message], None]) -> str:
    """Handle one delivery: "done", "duplicate", "expired" or "parked"."""
    finished = False
    try:
        session.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [message.id])
        ((watermark,),) = session.execute("SELECT seconds FROM watermark FOR SHARE")
        if session.execute("SELECT FROM inbox WHERE id = %s", [message.id]):
            return "duplicate"
        if message.sent < watermark:
            return "expired"
        session.execute("SAVEPOINT work")
        try:
            effect(session, message)
        except BadMessage as error:
            session.execute("ROLLBACK TO SAVEPOINT work")
            session.execute("INSERT INTO parked (id, reason) VALUES (%s, %s)", (message.id, str(error)))
            said = "parked"
        else:
            said = "done"
        session.execute("INSERT INTO inbox (id, sent) VALUES (%s, %s)", (message.id, message.sent))
        session.commit()
        finished = True
        return said
    finally:
        if not finished:
            session.rollback()
