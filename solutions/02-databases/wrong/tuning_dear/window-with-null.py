# loses: tuning_dear_test
# A window makes a group of the products without category; the subquery gives them NULL.
def dear() -> Fix:
    """Parameter: times (numeric)."""
    return Fix(
        """SELECT id, name, price
           FROM (SELECT id, name, price, avg(price) OVER (PARTITION BY category) AS mean FROM products) p WHERE price > %(times)s * mean""",
    )
