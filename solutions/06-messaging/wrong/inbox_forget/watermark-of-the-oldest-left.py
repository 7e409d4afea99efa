# loses: inbox_watermark
# Sets the watermark to the oldest message that is left instead of the time given.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    try:
        session.execute("UPDATE watermark SET seconds = coalesce((SELECT min(sent) FROM inbox WHERE sent >= %s), 0) WHERE seconds < %s", [before, before])
        gone = session.execute("DELETE FROM inbox WHERE sent < %s RETURNING id", [before])
        session.commit()
        return len(gone)
    except BaseException:
        session.rollback()
        raise
