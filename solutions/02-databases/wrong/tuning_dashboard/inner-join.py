# loses: tuning_dashboard_test
# Customers without orders are missing.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""SELECT c.id, c.name, count(o.id), coalesce(sum(o.total), 0)
           FROM ({NEWEST}) c JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name""",
    )
