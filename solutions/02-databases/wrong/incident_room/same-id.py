# loses: incident_double_booking
# Both insert id 3: the primary key refuses the second at every level.
def double_booking() -> str:
    return """
        T1: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9     --> 0
        T2: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9     --> 0
        T1: INSERT INTO booking VALUES (3, 7, 9, 'eve')
        T1: COMMIT
        T2: INSERT INTO booking VALUES (3, 7, 9, 'joe')
        T2: COMMIT
        after: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9  --> 2
    """
