# loses: incident_double_booking
# A write skew over the condition, but the bookings do not collide.
def double_booking() -> str:
    return """
        T1: SELECT count(*) FROM booking WHERE room = 7 AND hour < 10     --> 0
        T2: SELECT count(*) FROM booking WHERE room = 7 AND hour < 10     --> 0
        T1: INSERT INTO booking VALUES (3, 7, 9, 'eve')
        T2: INSERT INTO booking VALUES (4, 7, 8, 'joe')
        T1: COMMIT
        T2: COMMIT
        after: SELECT count(*) FROM booking WHERE room = 7 AND hour < 10  --> 2
    """
