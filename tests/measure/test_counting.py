"""Counters against counts that are known beforehand."""

import psycopg
import pytest

from course import engines
from course.measure import count_blocks, count_statements, explain
from course.measure.counting import handler_reads


@pytest.fixture(autouse=True)
def planned_before(pg):
    """A session's first plan reads each index's meta page; that one block is no matter of these tests."""
    pg.execute("SELECT count(filler) FROM measured")


def test_blocks_of_a_scan_are_the_tables(pg, pages):
    with count_blocks(pg) as n:
        pg.execute("SELECT count(filler) FROM measured")
    assert (n.blocks, n.by_table) == (pages, {"measured": pages})


def test_blocks_agree_with_explain(pg):
    query = "SELECT * FROM measured WHERE id BETWEEN 5000 AND 5100"
    with count_blocks(pg) as n:
        pg.execute(query)
    assert n.blocks == explain(pg, query).blocks


def test_blocks_of_several_statements_add_up_and_reading_the_counters_costs_none(pg):
    with count_blocks(pg) as nothing:
        pass
    assert nothing.blocks == 0
    with count_blocks(pg) as n:
        for i in range(50):
            pg.execute("SELECT * FROM measured WHERE id = %s", [i + 1])
    assert n.blocks == 50 * explain(pg, "SELECT * FROM measured WHERE id = 1").blocks


def test_blocks_of_another_connection_count_when_it_is_named(pg, pages):
    query = "SELECT count(filler) FROM measured"
    with engines.postgres() as other:
        other.execute("SET max_parallel_workers_per_gather = 0")
        other.execute(query)
        with count_blocks(pg, other) as n:
            other.execute(query)
    assert n.blocks == pages


def test_counting_inside_a_transaction_is_refused(pg):
    with pytest.raises(RuntimeError, match="outside a transaction"), pg.transaction(), count_blocks(pg):
        pass


def test_statements_on_this_connection_are_counted(pg):
    with count_statements(pg) as n:
        ids = [row[0] for row in pg.execute("SELECT id FROM measured ORDER BY id LIMIT 20")]
        for i in ids:
            pg.execute("SELECT * FROM measured WHERE id = %s", (i,))
    assert n.statements == 21
    assert n.texts[0] == "SELECT id FROM measured ORDER BY id LIMIT 20"


def test_executemany_copy_and_composed_statements_count(pg):
    pg.execute("CREATE TEMP TABLE counted (n int)")
    with count_statements(pg) as n, pg.cursor() as cursor:
        cursor.executemany("INSERT INTO counted VALUES (%s)", ((i,) for i in range(3)))
        with cursor.copy("COPY counted FROM STDIN") as copy:
            copy.write_row([9])
        cursor.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier("counted")))
        assert cursor.fetchone() == (4,)
    assert (n.statements, n.texts[-1]) == (5, 'SELECT count(*) FROM "counted"')


def test_counting_ends_with_the_block_even_after_an_error_and_leaves_other_connections_alone(pg):
    factory = pg.cursor_factory
    with pytest.raises(psycopg.errors.DivisionByZero), count_statements(pg) as n, engines.postgres() as other:
        other.execute("SELECT 1")
        pg.execute("SELECT 1 / 0")
    assert n.statements == 1
    assert pg.cursor_factory is factory
    pg.execute("SELECT 1")
    assert n.statements == 1


class Status:
    """What MariaDB answers to SHOW SESSION STATUS, without a server."""

    def __init__(self, *readings):
        self.readings = iter(readings)

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def execute(self, statement):
        assert statement == "SHOW SESSION STATUS LIKE 'Handler_read_%'"

    def fetchall(self):
        return list(next(self.readings).items())


def test_handler_reads_are_the_difference():
    before = {"Handler_read_key": "10", "Handler_read_rnd_next": "100"}
    after = {"Handler_read_key": "11", "Handler_read_rnd_next": "100"}
    with handler_reads(Status(before, after)) as n:
        pass
    assert (n.rows, n.by_kind) == (1, {"key": 1})
