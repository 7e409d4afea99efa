# loses: incident_wrong_report
# The report reads the sum only, as if it had come first of all.
def wrong_report() -> str:
    return """
        T1: SELECT day FROM business                         --> 1
        T2: UPDATE business SET day = 2
        T2: COMMIT
        T3: SELECT sum(amount) FROM receipt WHERE day = 1    --> 30
        T3: COMMIT
        T1: INSERT INTO receipt VALUES (3, 1, 5)
        T1: COMMIT
        after: SELECT sum(amount) FROM receipt WHERE day = 1 --> 35
    """
