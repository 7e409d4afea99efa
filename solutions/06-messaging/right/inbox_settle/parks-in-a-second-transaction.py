# Undoes everything for a bad message, then stores id and reason in a transaction of their own.
def settle(session: Consumer, message: Message, effect: Callable[[Consumer, Message], None]) -> str:
    """Handle one delivery: "done", "duplicate", "expired" or "parked"."""

    def take():
        return session.execute(
            "INSERT INTO inbox VALUES (%s, %s) ON CONFLICT (id) DO NOTHING RETURNING 1", [message.id, message.sent]
        )

    def old():
        return session.execute("SELECT 1 FROM watermark WHERE seconds > %s", [message.sent])

    try:
        if not take():
            session.rollback()
            return "duplicate"
        if old():
            session.rollback()
            return "expired"
        try:
            effect(session, message)
        except BadMessage as error:
            session.rollback()
            if not take():  # somebody else was faster
                session.rollback()
                return "duplicate"
            session.execute("INSERT INTO parked VALUES (%s, %s)", [message.id, str(error)])
            session.commit()
            return "parked"
        session.commit()
        return "done"
    except Exception:
        session.rollback()
        raise
