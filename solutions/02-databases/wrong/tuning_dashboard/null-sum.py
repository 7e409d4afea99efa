# loses: tuning_dashboard_test
# The sum of no rows is NULL, not 0.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""SELECT c.id, c.name, count(o.id), sum(o.total)
           FROM ({NEWEST}) c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name""",
    )
