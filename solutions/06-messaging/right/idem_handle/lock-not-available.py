# The same row, locked with NOWAIT; the refusal's SQLSTATE is the 409.
def handle_charge(
    connect: Callable[[], ChargeSession],
    key: str | None,
    body: dict[str, Any],
    charge: Callable[[ChargeSession, dict[str, Any]], tuple[int, dict[str, Any]]],
    now: int,
) -> tuple[int, dict[str, Any]]:
    """Answer a request to charge, once for each key: (status, response)."""
    import contextlib

    if not key or len(key) > 255:
        return 400, {"error": "bad key"}
    wanted = json.dumps(body, sort_keys=True)
    with contextlib.closing(connect()) as session:
        session.execute("INSERT INTO answers VALUES (%s, '', NULL, NULL, 0) ON CONFLICT (key) DO NOTHING", [key])
        session.commit()
        try:
            ((first, status, response, used),) = session.execute("SELECT fingerprint, status, response, used FROM answers WHERE key = %s FOR UPDATE NOWAIT", [key])
        except SqlError as error:
            if error.sqlstate == "55P03":
                return 409, {"error": "in progress"}
            raise
        if status is not None and used + DAY > now:
            if first != wanted:
                return 422, {"error": "other body"}
            return status, json.loads(response)
        status, response = charge(session, body)
        if status < 500:
            session.execute("UPDATE answers SET fingerprint = %s, status = %s, response = %s, used = %s WHERE key = %s", [wanted, status, json.dumps(response), now, key])
            session.commit()
        return status, response
