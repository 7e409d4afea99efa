# loses: tuning_dear_test
# The mean of the whole table, not of the category.
def dear() -> Fix:
    """Parameter: times (numeric)."""
    return Fix(
        """SELECT id, name, price FROM products
           WHERE price > %(times)s * (SELECT avg(price) FROM products)""",
    )
