# loses: tuning_dashboard_test
# count(*) counts the row that LEFT JOIN makes for a customer without orders.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""SELECT c.id, c.name, count(*), coalesce(sum(o.total), 0)
           FROM ({NEWEST}) c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name""",
    )
