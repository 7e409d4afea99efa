# loses: incident_write_skew
# FOR UPDATE locks what the decision rests on, and prevents the anomaly at every level.
def write_skew() -> str:
    return """
        T1: SELECT balance FROM account ORDER BY name FOR UPDATE   --> 120, 80
        T2: SELECT balance FROM account ORDER BY name FOR UPDATE   --> 120, 80
        T1: UPDATE account SET balance = -30 WHERE name = 'checking'
        T1: COMMIT
        T2: UPDATE account SET balance = -70 WHERE name = 'savings'
        T2: COMMIT
        after: SELECT sum(balance) FROM account  --> -100
    """
