"""The course's data sets: generated at any size, loaded with one call.

    data.load("shop", pg, orders=1_000_000)      # tables in PostgreSQL
    data.arrow("shop.orders", rows=10_000)       # a pyarrow.Table
    data.sample("shop.orders")                   # the small stored sample
    data.card("shop")                            # what the columns mean
"""

from course.data.cards import card
from course.data.postgres import load
from course.data.sets import arrow, names, sample

__all__ = ["arrow", "card", "load", "names", "sample"]
