# loses: tuning_dear_test
# A LATERAL subquery is the same loop, written differently.
def dear() -> Fix:
    """Parameter: times (numeric)."""
    return Fix(
        """SELECT p.id, p.name, p.price FROM products p,
           LATERAL (SELECT avg(q.price) AS mean FROM products q WHERE q.category = p.category AND q.id > 0 * p.id) c
           WHERE p.price > %(times)s * c.mean""",
    )
