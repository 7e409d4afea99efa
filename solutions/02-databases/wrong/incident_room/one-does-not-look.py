# loses: incident_double_booking
# Only T1 looks; the order T1, T2 explains everything.
def double_booking() -> str:
    return """
        T1: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9     --> 0
        T2: INSERT INTO booking VALUES (4, 7, 9, 'joe')
        T1: INSERT INTO booking VALUES (3, 7, 9, 'eve')
        T1: COMMIT
        T2: COMMIT
        after: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9  --> 2
    """
