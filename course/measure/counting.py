"""Counting what an engine did, by the engine's own counters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row


@dataclass
class BlockCount:
    """Blocks (8 kB pages) of user tables and their indexes that were asked for, in shared buffers or not."""

    blocks: int = 0
    by_table: dict[str, int] = field(default_factory=dict)


@dataclass
class StatementCount:
    """Statements sent so far, and their texts in order."""

    statements: int = 0
    texts: list[str] = field(default_factory=list)


@contextmanager
def count_blocks(pg: psycopg.Connection[Any], *others: psycopg.Connection[Any]) -> Iterator[BlockCount]:
    """Count the blocks that the block's statements touch: `with count_blocks(pg) as n: …`, then `n.blocks`.

    The sum of hits and reads in pg_statio_user_tables (table, indexes, TOAST) over this database. Sessions publish
    their counters about once a second, at the end of a transaction, so the connections given here are told to publish
    at once (pg_stat_force_next_flush); list every connection that works inside the block. System catalogues are not
    counted. The few blocks that planning reads are (an index's meta page, its two ends), unlike in `explain`.

    Raises RuntimeError when a connection is inside a transaction, whose counts would be missing.
    """
    counted = BlockCount()
    before = _touched(pg, others)
    yield counted
    after = _touched(pg, others)
    more = {name: blocks - before.get(name, 0) for name, blocks in after.items()}
    counted.by_table = {name: blocks for name, blocks in more.items() if blocks > 0}
    counted.blocks = sum(counted.by_table.values())


def _touched(pg: psycopg.Connection[Any], others: tuple[psycopg.Connection[Any], ...]) -> dict[str, int]:
    for connection in (pg, *others):
        if connection.info.transaction_status != TransactionStatus.IDLE:
            raise RuntimeError("count_blocks() starts and ends outside a transaction: commit or roll back first")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
        if not connection.autocommit:
            connection.commit()
    with pg.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(
            """SELECT relid::regclass::text,
                      heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)
                      + coalesce(toast_blks_hit + toast_blks_read, 0) + coalesce(tidx_blks_hit + tidx_blks_read, 0)
               FROM pg_statio_user_tables"""
        ).fetchall()
    if not pg.autocommit:
        pg.commit()
    return {name: int(blocks) for name, blocks in rows}


@contextmanager
def count_statements(pg: psycopg.Connection[Any]) -> Iterator[StatementCount]:
    """Count the statements that the block sends on this connection: `with count_statements(pg) as n: …`.

    Counted on the client, through psycopg's own extension point `cursor_factory`: every execute is one statement,
    executemany is one for each row, copy is one. Cursors opened before the block, and the BEGIN and COMMIT that
    psycopg adds by itself, are not counted.
    """
    counted = StatementCount()
    usual = pg.cursor_factory

    class Counting(usual):  # type: ignore[misc, valid-type]
        def execute(self, query: Any, *args: Any, **options: Any) -> Any:
            _note(counted, self, query)
            return super().execute(query, *args, **options)

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> Any:
            rows = list(params_seq)
            for _ in rows:
                _note(counted, self, query)
            return super().executemany(query, rows, **options)

        def copy(self, statement: Any, *args: Any, **options: Any) -> Any:
            _note(counted, self, statement)
            return super().copy(statement, *args, **options)

    pg.cursor_factory = cast(Any, Counting)
    try:
        yield counted
    finally:
        pg.cursor_factory = usual


def _note(counted: StatementCount, cursor: psycopg.Cursor[Any], query: Any) -> None:
    text = query if isinstance(query, str) else query.decode() if isinstance(query, bytes) else query.as_string(cursor)
    counted.statements += 1
    counted.texts.append(text)


@dataclass
class HandlerReads:
    """Rows that MariaDB's executor asked the storage engine for: all, and by kind (key, next, rnd_next …)."""

    rows: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)


@contextmanager
def handler_reads(maria: Any) -> Iterator[HandlerReads]:
    """Count the rows read inside the block on this MariaDB or MySQL connection (pymysql), by the session's own status
    counters Handler_read_* (MariaDB documentation, "Server Status Variables"): next to no other session's work shows.
    """
    counted = HandlerReads()
    before = _handlers(maria)
    yield counted
    after = _handlers(maria)
    counted.by_kind = {kind: reads - before[kind] for kind, reads in after.items() if reads > before[kind]}
    counted.rows = sum(counted.by_kind.values())


def _handlers(maria: Any) -> dict[str, int]:
    with maria.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read_%'")
        rows = [tuple(row.values()) if isinstance(row, dict) else row for row in cursor.fetchall()]
    return {name.removeprefix("Handler_read_").lower(): int(value) for name, value in rows}
