# loses: inbox_watermark
# Forgets ids and leaves the watermark.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    try:
        gone = session.execute("DELETE FROM inbox WHERE sent < %s RETURNING id", [before])
        session.commit()
        return len(gone)
    except BaseException:
        session.rollback()
        raise
