# loses: incident_lost_update
# The second read waits for the first order and then reads 7.
def lost_update() -> str:
    return """
        T1: SELECT pieces FROM stock WHERE item = 'lamp' FOR UPDATE    --> 10
        T2: SELECT pieces FROM stock WHERE item = 'lamp' FOR UPDATE    --> 10
        T1: UPDATE stock SET pieces = 7 WHERE item = 'lamp'
        T1: COMMIT
        T2: UPDATE stock SET pieces = 6 WHERE item = 'lamp'
        T2: COMMIT
        after: SELECT pieces FROM stock WHERE item = 'lamp'  --> 6
    """
