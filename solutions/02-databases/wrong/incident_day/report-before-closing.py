# loses: incident_wrong_report
# The report reads the day before T2 commits, and then everything in serial order.
def wrong_report() -> str:
    return """
        T1: SELECT day FROM business                         --> 1
        T2: UPDATE business SET day = 2
        T3: SELECT day FROM business                         --> 1
        T3: SELECT sum(amount) FROM receipt WHERE day = 1    --> 30
        T2: COMMIT
        T3: COMMIT
        T1: INSERT INTO receipt VALUES (3, 1, 5)
        T1: COMMIT
        after: SELECT sum(amount) FROM receipt WHERE day = 1 --> 35
    """
