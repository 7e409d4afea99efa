"""Data sets into PostgreSQL, by COPY.

The rows go over as CSV, written by Arrow. A million orders take about 1.2 s on two cores that way, of which writing the
text is 0.3 s. COPY's binary format from NumPy structured arrays was measured at half the time for tables of fixed-width
columns; but text and numeric columns have no fixed width, and the gain is not worth a second, format-specific encoder.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
from psycopg import sql

from course.data.sets import generate, generator
from course.measure import progress

BATCH = 50_000  # rows


def load(
    name: str,
    pg: psycopg.Connection[Any],
    schema: str | None = None,
    tables: Iterable[str] | None = None,
    indexes: bool = False,
    **sizes: int,
) -> None:
    """Make a data set and load it: tables with primary keys, filled by COPY, then ANALYZE.

    Tables of these names are dropped first, so a cell that loads may run again. `schema` is created when it is
    missing; without it the tables go where the connection's search_path points. `tables` loads only some of the set
    (("customers", "orders")). Secondary indexes are left to the lessons unless `indexes` is true. `sizes` are rows,
    as the data card names them: `load("shop", pg, orders=1_000_000)`.

    Rows are frozen while they are copied (COPY … FREEZE): every page is all-visible from the start, so block counts
    do not depend on whether autovacuum has come by.
    """
    module = generator(name)
    chosen = list(module.TABLES if tables is None else tables)
    for table in chosen:
        if table not in module.TABLES:
            raise ValueError(f"{name} has no table {table!r}; it has: {', '.join(module.TABLES)}")
    made = generate(name, **sizes)
    with pg.transaction(), pg.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        if schema is not None:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        place = {table: sql.Identifier(*([schema] if schema else []), table) for table in chosen}
        for table in chosen:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(place[table]))
        for table in chosen:
            cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(place[table], sql.SQL(module.TABLES[table])))
        for table in chosen:
            with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv, FREEZE)").format(place[table])) as copy:
                for batch in progress(made[table].to_batches(BATCH), f"Loading {name}.{table}"):
                    copy.write(_csv(batch))
        for table in chosen:
            # built after the rows are in: faster than row by row, and its pages are evenly filled
            key = sql.SQL(module.KEYS[table])
            cursor.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(place[table], key))
        for table, columns in module.INDEXES if indexes else []:
            if table in chosen:
                cursor.execute(sql.SQL("CREATE INDEX ON {} ({})").format(place[table], sql.SQL(columns)))
        for table in chosen:
            cursor.execute(sql.SQL("ANALYZE {}").format(place[table]))


def _csv(batch: pa.RecordBatch) -> memoryview:
    # timestamps without their zone: Arrow writes those ten times as fast, and the transaction's time zone is UTC
    naive = pa.schema([(f.name, pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type) for f in batch.schema])
    text = BytesIO()
    pacsv.write_csv(batch.cast(naive), text, pacsv.WriteOptions(include_header=False))
    return text.getbuffer()
