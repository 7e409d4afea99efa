# loses: tuning_dashboard_test
# One statement, but the table of orders is still scanned once for each customer.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""SELECT c.id, c.name, (SELECT count(*) FROM orders WHERE customer_id = c.id),
                  (SELECT coalesce(sum(total), 0) FROM orders WHERE customer_id = c.id) FROM ({NEWEST}) c""",
    )
