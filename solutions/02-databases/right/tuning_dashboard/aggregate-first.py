# Orders are summed for all customers before the join.
def dashboard() -> Fix:
    """Parameter: region (text)."""
    return Fix(
        f"""WITH spent AS (SELECT customer_id, count(*) AS n, sum(total) AS total FROM orders GROUP BY customer_id)
           SELECT c.id, c.name, coalesce(s.n, 0), coalesce(s.total, 0) FROM ({NEWEST}) c LEFT JOIN spent s ON s.customer_id = c.id""",
    )
