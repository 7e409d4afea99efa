# loses: idem_crash, idem_progress
# may lose: idem_replay, idem_rules, idem_expiry
# Keeps the answers in the process, beside the database.
ANSWERED = {}


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
    text = json.dumps(body, sort_keys=True)
    if key in ANSWERED and now < ANSWERED[key][0] + DAY:
        _, first, answer = ANSWERED[key]
        return answer if first == text else (422, {"error": "other body"})
    session = connect()
    try:
        answer = charge(session, body)
        if answer[0] < 500:
            session.commit()
            ANSWERED[key] = now, text, answer
        return answer
    finally:
        session.close()
