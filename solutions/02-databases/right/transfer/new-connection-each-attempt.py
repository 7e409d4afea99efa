# A connection for each attempt, with the level as its default; one lock after the other.
def once(url, giver, taker, amount, level):
    options = "-c default_transaction_isolation=" + level.lower().replace(" ", "\\ ")
    with psycopg.connect(url, options=options) as connection:
        found = {}
        for account in sorted([giver, taker]):
            row = connection.execute("SELECT balance FROM account WHERE id = %s FOR NO KEY UPDATE", [account]).fetchone()
            if row is None:
                raise UnknownAccount(account)
            found[account] = row[0]
        if amount > found[giver]:
            raise InsufficientFunds(found[giver])
        connection.execute("UPDATE account SET balance = %s WHERE id = %s", [found[giver] - amount, giver])
        connection.execute("UPDATE account SET balance = %s WHERE id = %s", [found[taker] + amount, taker])
        connection.execute("INSERT INTO movement (giver, taker, amount) VALUES (%s, %s, %s)", [giver, taker, amount])


def transfer(url, giver, taker, amount, level, tries=20, pause=jitter):
    if giver == taker or not amount > 0:
        raise ValueError
    for tried in range(tries):
        if tried:
            pause(tried)
        with contextlib.suppress(psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            once(url, giver, taker, amount, level)
            return tried + 1
    raise GaveUp
