# loses: inbox_watermark
# Leaves the commit to somebody else.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    try:
        session.execute("UPDATE watermark SET seconds = %s WHERE seconds < %s", [before, before])
        gone = session.execute("DELETE FROM inbox WHERE sent < %s RETURNING id", [before])
        return len(gone)
    except BaseException:
        session.rollback()
        raise
