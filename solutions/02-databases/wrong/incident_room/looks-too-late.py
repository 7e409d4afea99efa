# loses: incident_double_booking
# T2 looks after T1 has committed, at read committed and repeatable read finds the booking.
def double_booking() -> str:
    return """
        T1: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9     --> 0
        T1: INSERT INTO booking VALUES (3, 7, 9, 'eve')
        T1: COMMIT
        T2: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9     --> 0
        T2: INSERT INTO booking VALUES (4, 7, 9, 'joe')
        T2: COMMIT
        after: SELECT count(*) FROM booking WHERE room = 7 AND hour = 9  --> 2
    """
