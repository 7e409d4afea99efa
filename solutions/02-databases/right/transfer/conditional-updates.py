# No read at all: conditional updates in the order of the numbers, explicit BEGIN and COMMIT in autocommit mode.
def transfer(url, giver, taker, amount, level, tries=20, pause=jitter):
    if amount <= 0 or giver == taker:
        raise ValueError(amount)

    def attempt_on(connection):
        connection.execute(f"BEGIN ISOLATION LEVEL {level}")
        for account, change in sorted({giver: -amount, taker: amount}.items()):
            changed = connection.execute(
                "UPDATE account SET balance = balance + %s WHERE id = %s AND balance + %s >= 0", [change, account, change]
            )
            if changed.rowcount == 0:
                both = connection.execute("SELECT id FROM account WHERE id IN (%s, %s)", [giver, taker]).fetchall()
                raise InsufficientFunds(account) if len(both) == 2 else UnknownAccount(account)
        connection.execute("INSERT INTO movement (giver, taker, amount) VALUES (%s, %s, %s)", [giver, taker, amount])
        connection.execute("COMMIT")

    connection = psycopg.connect(url, autocommit=True)
    try:
        tried = 1
        while True:
            try:
                attempt_on(connection)
                return tried
            except psycopg.Error as error:
                connection.execute("ROLLBACK")
                if error.sqlstate not in ("40001", "40P01"):
                    raise
                if tried >= tries:
                    raise GaveUp(tried) from error
            pause(tried)
            tried += 1
    finally:
        connection.close()
