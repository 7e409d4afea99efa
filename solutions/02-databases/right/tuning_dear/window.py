# A window over each category, products without one left out.
def dear() -> Fix:
    """Parameter: times (numeric)."""
    return Fix(
        """SELECT id, name, price
           FROM (SELECT *, avg(price) OVER (PARTITION BY category) AS mean FROM products WHERE category IS NOT NULL) p
           WHERE price > %(times)s * mean""",
    )
