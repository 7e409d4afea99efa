# loses: incident_lost_update
# The UPDATE computes from the row that it locks, so that no update is lost.
def lost_update() -> str:
    return """
        T1: SELECT pieces FROM stock WHERE item = 'lamp'     --> 10
        T2: SELECT pieces FROM stock WHERE item = 'lamp'     --> 10
        T1: UPDATE stock SET pieces = pieces - 3 WHERE item = 'lamp'
        T1: COMMIT
        T2: UPDATE stock SET pieces = pieces - 4 WHERE item = 'lamp'
        T2: COMMIT
        after: SELECT pieces FROM stock WHERE item = 'lamp'  --> 6
    """
