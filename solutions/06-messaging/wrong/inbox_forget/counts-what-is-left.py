# loses: inbox_watermark
# Returns how many ids are left.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    try:
        session.execute("UPDATE watermark SET seconds = %s WHERE seconds < %s", [before, before])
        session.execute("DELETE FROM inbox WHERE sent < %s", [before])
        session.commit()
        left = session.execute("SELECT count(*) FROM inbox")[0][0]
        session.commit()
        return left
    except BaseException:
        session.rollback()
        raise
