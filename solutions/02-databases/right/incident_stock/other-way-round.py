# T2 commits first, and T1 overwrites it; both read the whole table.
def lost_update() -> str:
    return """
        T2: SELECT * FROM stock ORDER BY item       --> desk, 4, lamp, 10
        T1: SELECT * FROM stock ORDER BY item       --> desk, 4, lamp, 10
        T2: update stock set pieces = 6 where item = 'lamp'
        T1: update stock set pieces = 7 where item = 'lamp'
        T2: commit
        T1: commit
        after: SELECT pieces FROM stock ORDER BY 1  --> 4, 7
    """
