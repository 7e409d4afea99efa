# loses: incident_lost_update
# Without the reads the result is that of one order after the other.
def lost_update() -> str:
    return """
        T1: UPDATE stock SET pieces = 7 WHERE item = 'lamp'
        T2: UPDATE stock SET pieces = 6 WHERE item = 'lamp'
        T1: COMMIT
        T2: COMMIT
        after: SELECT pieces FROM stock WHERE item = 'lamp'  --> 6
    """
