# loses: incident_read_skew
# One SELECT has one snapshot at every level.
def read_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name = 'checking'  --> 120
        T2: UPDATE account SET balance = 70 WHERE name = 'checking'
        T2: COMMIT
        T1: SELECT sum(balance) FROM account   --> 150
        T1: COMMIT
    """
