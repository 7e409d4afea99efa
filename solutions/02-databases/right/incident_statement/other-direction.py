# The money goes from savings to checking in one UPDATE, and the statement shows 150.
def read_skew() -> str:
    return """
        T1: SELECT balance FROM account WHERE name LIKE 'check%'   --> 120
        T2: UPDATE account SET balance = balance + CASE name WHEN 'checking' THEN 50 ELSE -50 END
        T2: COMMIT
        T1: SELECT sum(balance) FROM account WHERE name = 'savings'  --> 30
        T1: COMMIT
        after: SELECT sum(balance) FROM account --> 200
    """
