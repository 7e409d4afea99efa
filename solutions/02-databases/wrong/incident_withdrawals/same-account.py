# loses: incident_write_skew
# Both write one row: a lost update, which repeatable read refuses.
def write_skew() -> str:
    return """
        T1: SELECT sum(balance) FROM account     --> 200
        T2: SELECT sum(balance) FROM account     --> 200
        T1: UPDATE account SET balance = -30 WHERE name = 'checking'
        T1: COMMIT
        T2: UPDATE account SET balance = balance - 150 WHERE name = 'checking'
        T2: COMMIT
        after: SELECT sum(balance) FROM account  --> -100
    """
