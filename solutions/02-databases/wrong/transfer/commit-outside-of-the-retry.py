# loses: transfer_retry
# The statements are tried again; COMMIT, which can be refused as well, is not.
def transfer(
    url: str,
    giver: int,
    taker: int,
    amount: int,
    level: str,
    tries: int = 20,
    pause: Callable[[int], None] = jitter,
) -> int:
    """Move `amount` cents from account `giver` to account `taker`; the number of attempts that this took."""
    if amount < 1 or giver == taker:
        raise ValueError("an amount of at least 1, between two accounts")
    refusals = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel[level.replace(" ", "_")]
        for attempt in range(1, tries + 1):
            try:
                if True:
                    # FOR UPDATE: what is read here cannot change before we write, at any level. ORDER BY: everybody
                    # locks in the same order, so that no cycle of waiting can form.
                    rows = connection.execute(
                        "SELECT id, balance FROM account WHERE id IN (%s, %s) ORDER BY id FOR UPDATE", [giver, taker]
                    )
                    balance = dict(rows.fetchall())
                    if len(balance) < 2:
                        raise UnknownAccount(f"account {giver if giver not in balance else taker}")
                    if balance[giver] < amount:
                        raise InsufficientFunds(f"account {giver} has {balance[giver]}, not {amount}")
                    for account, change in ((giver, -amount), (taker, amount)):
                        connection.execute(
                            "UPDATE account SET balance = balance + %s WHERE id = %s", [change, account]
                        )
                    connection.execute(
                        "INSERT INTO movement (giver, taker, amount) VALUES (%s, %s, %s)", [giver, taker, amount]
                    )
                break
            except refusals as refusal:
                connection.rollback()
                if attempt == tries:
                    raise GaveUp(f"{tries} attempts were refused") from refusal
            pause(attempt)
    return attempt
