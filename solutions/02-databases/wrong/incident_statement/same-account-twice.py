# loses: incident_read_skew
# A non-repeatable read of one account: the statement never adds the two up.
def read_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name = 'checking'  --> 120
        T2: UPDATE account SET balance = 70 WHERE name = 'checking'
        T2: UPDATE account SET balance = 130 WHERE name = 'savings'
        T2: COMMIT
        T1: SELECT balance FROM account WHERE name = 'checking'  --> 70
        T1: COMMIT
    """
