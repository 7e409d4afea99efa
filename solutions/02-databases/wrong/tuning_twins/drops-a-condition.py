# loses: tuning_twins_test
# A city that is not in the region asked for must give no row.
def twins() -> Fix:
    """Parameters: city, postcode, region (text)."""
    return Fix(
        """SELECT a.id, b.id FROM customers a JOIN customers b ON a.name = b.name AND a.id < b.id
           WHERE a.postcode = %(postcode)s AND b.postcode = %(postcode)s""",
        (
            "CREATE INDEX ON customers (postcode, name)",
        ),
    )
