# loses: tuning_dashboard_test
# The page shows 40 customers, not all of the region.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        """SELECT c.id, c.name, count(o.id), coalesce(sum(o.total), 0)
           FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE region = %(region)s GROUP BY c.id, c.name""",
    )
