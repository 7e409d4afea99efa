# Both changes in one statement, the ids counted by the database.
def forget(session: Consumer, before: int) -> int:
    """Remove the ids of messages sent before `before` and raise the watermark to it; the number removed."""
    rows = session.execute(
        """WITH mark AS (UPDATE watermark SET seconds = greatest(seconds, %s)),
                gone AS (DELETE FROM inbox WHERE sent < %s RETURNING id)
           SELECT count(*) FROM gone""",
        [before, before],
    )
    session.commit()
    return rows[0][0]
