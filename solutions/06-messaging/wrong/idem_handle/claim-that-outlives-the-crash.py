# loses: idem_crash, idem_expiry
# A committed mark «in progress» stays after a crash: every retry gets 409.
import hashlib


def handle_charge(
    connect: Callable[[], ChargeSession],
    key: str | None,
    body: dict[str, Any],
    charge: Callable[[ChargeSession, dict[str, Any]], tuple[int, dict[str, Any]]],
    now: int,
) -> tuple[int, dict[str, Any]]:
    """Answer a request to charge, once for each key: (status, response)."""
    if not key or len(key) > 255:
        return 400, {"error": "bad key"}
    fingerprint = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    session = connect()
    try:
        session.execute("DELETE FROM answers WHERE key = %s AND used <= %s AND status IS NOT NULL", [key, now - DAY])
        mine = session.execute(
            "INSERT INTO answers VALUES (%s, %s, NULL, NULL, %s) ON CONFLICT DO NOTHING RETURNING 1", [key, fingerprint, now]
        )
        session.commit()
        if not mine:
            rows = session.execute("SELECT fingerprint, status, response FROM answers WHERE key = %s", [key])
            if not rows or rows[0][1] is None:
                return 409, {"error": "in progress"}
            if rows[0][0] != fingerprint:
                return 422, {"error": "other body"}
            return rows[0][1], json.loads(rows[0][2])
        try:
            status, response = charge(session, body)
        except SessionDied:
            raise
        except Exception:
            session.rollback()
            session.execute("DELETE FROM answers WHERE key = %s", [key])
            session.commit()
            raise
        if status >= 500:
            session.rollback()
            session.execute("DELETE FROM answers WHERE key = %s", [key])
        else:
            session.execute(
                "UPDATE answers SET status = %s, response = %s WHERE key = %s", [status, json.dumps(response), key]
            )
        session.commit()
        return status, response
    finally:
        session.close()
