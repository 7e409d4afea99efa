# loses: incident_write_skew
# Each takes 50; a write skew, but the rule is not broken.
def write_skew() -> str:
    return """
        T1: SELECT sum(balance) FROM account     --> 200
        T2: SELECT sum(balance) FROM account     --> 200
        T1: UPDATE account SET balance = 70 WHERE name = 'checking'
        T2: UPDATE account SET balance = 30 WHERE name = 'savings'
        T1: COMMIT
        T2: COMMIT
        after: SELECT sum(balance) FROM account  --> 100
    """
