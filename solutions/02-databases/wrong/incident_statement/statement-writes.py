# loses: incident_read_skew
# T1 writes too, and is refused at the higher levels.
def read_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name = 'checking'  --> 120
        T2: UPDATE account SET balance = 70 WHERE name = 'checking'
        T2: UPDATE account SET balance = 130 WHERE name = 'savings'
        T2: COMMIT
        T1: SELECT balance FROM account WHERE name = 'savings'   --> 130
        T1: UPDATE account SET balance = balance + 1 WHERE name = 'savings'
        T1: COMMIT
    """
