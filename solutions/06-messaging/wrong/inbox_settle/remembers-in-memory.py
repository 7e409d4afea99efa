# loses: inbox_once, inbox_crash, inbox_race, inbox_outcomes
# A set in the process knows the ids: others do not share it, and a restart forgets it.
KNOWN = set()


def settle(session: Consumer, message: Message, effect: Callable[[Consumer, Message], None]) -> str:
    """Handle one delivery: "done", "duplicate", "expired" or "parked"."""
    if message.id in KNOWN:
        return "duplicate"
    effect(session, message)
    session.execute("INSERT INTO inbox VALUES (%s, %s)", [message.id, message.sent])
    session.commit()
    KNOWN.add(message.id)
    return "done"
