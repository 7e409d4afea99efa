# T2 commits before T1 writes; the balances are read one by one and changed in SQL.
def write_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name = 'checking' --> 120
        T1: SELECT balance FROM account WHERE name = 'savings'  --> 80
        T2: SELECT balance FROM account ORDER BY balance        --> 80, 120
        T2: UPDATE account SET balance = balance - 150 WHERE name = 'checking'
        T2: COMMIT
        T1: UPDATE account SET balance = balance - 150 WHERE name = 'savings'
        T1: COMMIT
        after: SELECT sum(balance) FROM account --> -100
    """
