# loses: idem_expiry
# may lose: idem_progress
# Keeps answers for ever.
def handle_charge(
    connect: Callable[[], ChargeSession],
    key: str | None,
    body: dict[str, Any],
    charge: Callable[[ChargeSession, dict[str, Any]], tuple[int, dict[str, Any]]],
    now: int,
) -> tuple[int, dict[str, Any]]:
    """Answer a request to charge, once for each key: (status, response)."""
    import hashlib

    if not key or len(key) > 255:
        return 400, {"error": "bad key"}
    fingerprint = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    session = connect()
    try:
        # A lock that is tried, not waited for, and that the database frees when this process dies.
        if not session.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])[0][0]:
            return 409, {"error": "in progress"}
        stored = session.execute(
            "SELECT fingerprint, status, response FROM answers WHERE key = %s AND %s IS NOT NULL", [key, now - DAY]
        )
        if stored:
            print_of_first, status, response = stored[0]
            if print_of_first != fingerprint:
                return 422, {"error": "other body"}
            return status, json.loads(response)
        status, response = charge(session, body)
        if status < 500:
            session.execute(
                """INSERT INTO answers VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET
                   fingerprint = excluded.fingerprint, status = excluded.status,
                   response = excluded.response, used = excluded.used""",
                [key, fingerprint, status, json.dumps(response), now],
            )
            session.commit()
        return status, response
    finally:
        session.close()  # undoes what is not committed
