"""An online shop: customers, products, orders and their lines, at any size. See the data card."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from course.data.draws import below, labels, moments, money, pick, shuffled, uniforms, zipf_weights

SEED = 20240501
SIZES = {"customers": 100_000, "products": 10_000, "orders": 100_000}
SAMPLE = {"customers": 200, "products": 100, "orders": 1_000}
# the size that decides how many rows a table has; order_lines follow their orders
ROWS = {"customers": "customers", "products": "products", "orders": "orders", "order_lines": "orders"}

TABLES = {
    "customers": """
        id integer NOT NULL, name text NOT NULL, email text NOT NULL, city text NOT NULL, postcode text NOT NULL,
        region text NOT NULL, created_at timestamptz NOT NULL""",
    "products": """
        id integer NOT NULL, name text NOT NULL, category text NOT NULL, brand text NOT NULL,
        price numeric(10,2) NOT NULL""",
    "orders": """
        id bigint NOT NULL, customer_id integer NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL,
        total numeric(10,2) NOT NULL""",
    "order_lines": """
        order_id bigint NOT NULL, line smallint NOT NULL, product_id integer NOT NULL, quantity smallint NOT NULL,
        price numeric(10,2) NOT NULL""",
}
KEYS = {"customers": "id", "products": "id", "orders": "id", "order_lines": "order_id, line"}
INDEXES = [("customers", "email"), ("orders", "customer_id"), ("orders", "created_at"), ("order_lines", "product_id")]

REGIONS = [
    "Fenmark", "Highmoor", "Lakeland", "Midvale", "Northshire", "Oakland", "Riverside", "Southdown", "Westfold",
    "Yarrow",
]  # fmt: skip
CITIES = [
    first + second
    for first in ("Ash", "Birch", "Clay", "Dun", "East", "Fair", "Glen", "Hart", "King", "Mill")
    for second in ("bridge", "burn", "bury", "field", "ford", "ham", "ley", "port", "ton", "wick")
]
POSTCODES_PER_CITY = 5
FIRST = [
    "Ada", "Alan", "Amara", "Barbara", "Carlos", "Chen", "Dana", "Edsger", "Fatima", "Grace", "Hana", "Ivan", "Jim",
    "Kofi", "Leslie", "Lin", "Margaret", "Niklaus", "Olga", "Pat", "Radia", "Sofia", "Tariq", "Yuki",
]  # fmt: skip
LAST = [
    "Abe", "Baker", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kowalski", "Larsen",
    "Mensah", "Novak", "Okafor", "Park", "Quinn", "Rossi", "Singh", "Tanaka", "Usman", "Vega", "Weber", "Young",
    "Zhou",
]  # fmt: skip
CATEGORIES = [
    "audio", "bags", "bikes", "books", "camping", "clothing", "coffee", "fitness", "games", "garden", "kitchen",
    "lamps", "music", "office", "pets", "phones", "shoes", "tools", "toys", "travel",
]  # fmt: skip
BRANDS = ["Alba", "Boro", "Cato", "Dura", "Ekko", "Fino", "Grip", "Hike", "Ilex", "Juno"]  # of each category
STATUSES = ["delivered", "shipped", "pending"]
STATUS_SHARES = np.array([0.96, 0.03, 0.01])
LINES_SHARES = np.array([0.35, 0.28, 0.18, 0.11, 0.08])  # orders with 1, 2, … 5 lines
TWO_YEARS = 731 * 86_400.0  # seconds from 2023-01-01 to 2025-01-01


def generate(customers: int, products: int, orders: int, seed: int = SEED) -> dict[str, pa.Table]:
    """The four tables for the given numbers of rows; the same arguments give the same values."""
    shelf, cents = _products(products, seed)
    book, lines = _orders(customers, cents, orders, seed)
    return {"customers": _customers(customers, seed), "products": shelf, "orders": book, "order_lines": lines}


def _customers(n: int, seed: int) -> pa.Table:
    # a postcode lies in one city and a city in one region: functional dependencies, which a planner that multiplies
    # the selectivities of its conditions gets wrong by the factor 1 / (share of the city) = 100
    postcode = below(uniforms(seed, "customers.postcode", n), len(CITIES) * POSTCODES_PER_CITY)
    city = postcode // POSTCODES_PER_CITY
    first = labels(below(uniforms(seed, "customers.first", n), len(FIRST)), FIRST)
    last = labels(below(uniforms(seed, "customers.last", n), len(LAST)), LAST)
    number = pa.array(np.arange(1, n + 1), pa.int32())
    box = pc.utf8_lower(pc.binary_join_element_wise(first, last, number.cast(pa.string()), "."))
    return pa.table({
        "id": number,
        "name": pc.binary_join_element_wise(first, last, " "),
        "email": pc.binary_join_element_wise(box, "example.com", "@"),
        "city": labels(city, CITIES),
        "postcode": labels(postcode, [str(10_000 + 137 * i) for i in range(len(CITIES) * POSTCODES_PER_CITY)]),
        "region": labels(city % len(REGIONS), REGIONS),
        "created_at": moments("2021-01-01", 730 * 86_400.0 * np.sort(uniforms(seed, "customers.created_at", n))),
    })  # fmt: skip


def _products(n: int, seed: int) -> tuple[pa.Table, np.ndarray]:
    category = below(uniforms(seed, "products.category", n), len(CATEGORIES))
    brand = category * len(BRANDS) + below(uniforms(seed, "products.brand", n), len(BRANDS))
    brands = [f"{c.capitalize()} {b}" for c in CATEGORIES for b in BRANDS]
    # prices from 2.00 to 500.00, log-uniform, ending in .99 as shop prices do
    cents = np.floor(2.0 * 250.0 ** uniforms(seed, "products.price", n)).astype(np.int64) * 100 + 99
    number = pa.array(np.arange(1, n + 1), pa.int32())
    table = pa.table({
        "id": number,
        "name": pc.binary_join_element_wise(labels(brand, brands), number.cast(pa.string()), " no. "),
        "category": labels(category, CATEGORIES),
        "brand": labels(brand, brands),
        "price": money(cents),
    })  # fmt: skip
    return table, cents


def _orders(customers: int, cents: np.ndarray, n: int, seed: int) -> tuple[pa.Table, pa.Table]:
    count = 1 + pick(uniforms(seed, "orders.lines", n), LINES_SHARES)
    first = np.cumsum(count) - count  # index of each order's first line
    total = int(count.sum())
    order = np.repeat(np.arange(n), count)
    popular = shuffled(seed, "order_lines.popular", len(cents))
    product = popular[pick(uniforms(seed, "order_lines.product", total), zipf_weights(len(cents), 0.7))]
    quantity = 1 + pick(uniforms(seed, "order_lines.quantity", total), np.array([0.8, 0.15, 0.05]))
    keen = shuffled(seed, "orders.keen", customers)
    customer = keen[pick(uniforms(seed, "orders.customer", n), zipf_weights(customers, 0.8))]
    status = pick(uniforms(seed, "orders.status", n), STATUS_SHARES)
    # the number of orders a day grows in proportion to the shop's age: the square root of a uniform number
    at = TWO_YEARS * np.sqrt(np.sort(uniforms(seed, "orders.created_at", n)))
    orders = pa.table({
        "id": pa.array(np.arange(1, n + 1), pa.int64()),
        "customer_id": pa.array(customer + 1, pa.int32()),
        "status": labels(status, STATUSES),
        "created_at": moments("2023-01-01", at),
        "total": money(np.add.reduceat(cents[product] * quantity, first) if n else np.zeros(0, np.int64)),
    })  # fmt: skip
    lines = pa.table({
        "order_id": pa.array(order + 1, pa.int64()),
        "line": pa.array(np.arange(total) - first[order] + 1, pa.int16()),
        "product_id": pa.array(product + 1, pa.int32()),
        "quantity": pa.array(quantity, pa.int16()),
        "price": money(cents[product]),
    })  # fmt: skip
    return orders, lines
