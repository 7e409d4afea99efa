# loses: inbox_watermark
# Ids are removed and committed before the watermark is raised: a crash in between lets old messages in.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    gone = session.execute("DELETE FROM inbox WHERE sent < %s RETURNING id", [before])
    session.commit()
    session.execute("UPDATE watermark SET seconds = greatest(seconds, %s)", [before])
    session.commit()
    return len(gone)
