# Subqueries for each customer, as the loop has them, over a covering index.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""SELECT c.id, c.name, s.orders, s.spent FROM ({NEWEST}) c,
           LATERAL (SELECT count(*) AS orders, coalesce(sum(total), 0) AS spent FROM orders WHERE customer_id = c.id) s""",
        (
            "CREATE INDEX ON orders (customer_id) INCLUDE (total)",
        ),
    )
