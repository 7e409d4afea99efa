# Commits a row for the key first, then locks it without waiting; a row without an answer is nobody's.
def handle_charge(
    connect: Callable[[], ChargeSession],
    key: str | None,
    body: dict[str, Any],
    charge: Callable[[ChargeSession, dict[str, Any]], tuple[int, dict[str, Any]]],
    now: int,
) -> tuple[int, dict[str, Any]]:
    """Answer a request to charge, once for each key: (status, response)."""
    if key is None or not 1 <= len(key) <= 255:
        return 400, {"error": "bad key"}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    session = connect()
    try:
        session.execute("INSERT INTO answers (key, fingerprint, used) VALUES (%s, '', 0) ON CONFLICT DO NOTHING", [key])
        session.commit()
        rows = session.execute(
            "SELECT fingerprint, status, response, used FROM answers WHERE key = %s FOR UPDATE SKIP LOCKED", [key]
        )
        if not rows:
            return 409, {"error": "in progress"}
        first, status, response, used = rows[0]
        if status is not None and now < used + 86400:
            return (status, json.loads(response)) if first == canonical else (422, {"error": "other body"})
        answer = charge(session, body)
        if answer[0] >= 500:
            session.rollback()
            return answer
        session.execute(
            "UPDATE answers SET fingerprint = %s, status = %s, response = %s, used = %s WHERE key = %s",
            [canonical, answer[0], json.dumps(answer[1]), now, key],
        )
        session.commit()
        return answer
    finally:
        session.close()
