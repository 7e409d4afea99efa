# Looks for ids, and T1 commits before T2 inserts.
def double_booking() -> str:
    return """
        T2: SELECT id FROM booking WHERE (room, hour) = (7, 9) --> nothing
        T1: SELECT guest FROM booking WHERE (room, hour) = (7, 9) --> nothing
        T1: INSERT INTO booking (guest, id, room, hour) VALUES ('zoe', 10, 7, 9)
        T1: COMMIT
        T2: INSERT INTO booking (guest, id, room, hour) VALUES ('max', 9, 7, 9)
        T2: COMMIT
        after: SELECT guest FROM booking WHERE (room, hour) = (7, 9) ORDER BY guest --> max, zoe
        after: SELECT count(*) FROM booking WHERE (room, hour) = (7, 9) --> 2
    """
