# loses: incident_wrong_report
# T2 reads the receipts, so that T1 and T2 alone are a write skew; the report is not needed.
def wrong_report() -> str:
    return """
        T1: SELECT day FROM business                         --> 1
        T2: SELECT sum(amount) FROM receipt WHERE day = 1    --> 30
        T2: UPDATE business SET day = 2
        T2: COMMIT
        T3: SELECT day FROM business                         --> 2
        T3: SELECT sum(amount) FROM receipt WHERE day = 1    --> 30
        T3: COMMIT
        T1: INSERT INTO receipt VALUES (3, 1, 5)
        T1: COMMIT
        after: SELECT sum(amount) FROM receipt WHERE day = 1 --> 35
    """
