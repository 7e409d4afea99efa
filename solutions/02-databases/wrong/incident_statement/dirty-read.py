# loses: incident_read_skew
# T1 would have to read what T2 has not committed, which PostgreSQL never shows.
def read_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name = 'checking'  --> 120
        T2: UPDATE account SET balance = 70 WHERE name = 'checking'
        T2: UPDATE account SET balance = 130 WHERE name = 'savings'
        T1: SELECT balance FROM account WHERE name = 'savings'   --> 130
        T2: COMMIT
        T1: COMMIT
    """
