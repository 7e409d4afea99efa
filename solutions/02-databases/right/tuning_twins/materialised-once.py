# The place is read once, and joined with itself in memory.
def twins() -> Fix:
    """Parameters: city, postcode, region (text)."""
    return Fix(
        """WITH here AS MATERIALIZED (SELECT id, name FROM customers
               WHERE city = %(city)s AND postcode = %(postcode)s AND region = %(region)s)
           SELECT a.id, b.id FROM here a JOIN here b ON a.name = b.name AND a.id < b.id""",
    )
