# loses: incident_lost_update
# The second order begins to read when the first has committed: nothing is lost, at any level.
def lost_update() -> str:
    return """
        T1: SELECT pieces FROM stock WHERE item = 'lamp'     --> 10
        T1: UPDATE stock SET pieces = 7 WHERE item = 'lamp'
        T1: COMMIT
        T2: SELECT pieces FROM stock WHERE item = 'lamp'     --> 7
        T2: UPDATE stock SET pieces = 3 WHERE item = 'lamp'
        T2: COMMIT
        after: SELECT pieces FROM stock WHERE item = 'lamp'  --> 3
    """
