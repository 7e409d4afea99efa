# T1 inserts before the report reads, and commits last; T2 looks at the day before it changes it.
def wrong_report() -> str:
    return """
        T2: SELECT day FROM business --> 1
        T1: SELECT max(day) FROM business --> 1
        T2: UPDATE business SET day = day + 1
        T1: INSERT INTO receipt (day, amount, id) VALUES (1, 5, 17)
        T2: COMMIT
        T3: SELECT day FROM business WHERE day > 0 --> 2
        T3: SELECT sum(r.amount) FROM receipt r WHERE r.day = 1 --> 30
        T3: COMMIT
        T1: COMMIT
        after: SELECT sum(amount) FROM receipt WHERE day = 1 --> 35
    """
