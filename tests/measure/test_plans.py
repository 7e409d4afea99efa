"""Plans against what PostgreSQL's catalogue knows about the same table."""

import math

import psycopg
import pytest
from psycopg.rows import dict_row

from course import engines
from course.measure import explain


def test_a_sequential_scan_touches_every_block_of_the_table(pg, pages):
    plan = explain(pg, "SELECT * FROM measured")
    assert (plan.top, plan.blocks, plan.rows) == ("Seq Scan", pages, 10_000)
    assert plan.estimated == 10_000
    assert plan.milliseconds > 0


def test_an_index_lookup_touches_root_leaf_and_heap(pg):
    levels = 1 + 1  # a tree of 28 leaves under one root
    assert explain(pg, "SELECT * FROM measured WHERE id = %s", [77]).blocks == levels + 1


def test_the_first_run_in_a_session_gives_the_same_blocks_as_the_second(pg):
    with engines.postgres() as fresh:
        query = "SELECT kind, count(*) FROM measured WHERE id < 9 GROUP BY kind"
        assert explain(fresh, query).blocks == explain(fresh, query).blocks


def test_blocks_of_the_top_include_those_below(pg, pages):
    plan = explain(pg, "SELECT kind, count(*) FROM measured GROUP BY kind")
    assert plan.blocks == pages == plan.node("Seq Scan").blocks
    assert plan.root.own_blocks == 0
    assert plan.rows == 7


@pytest.fixture
def nested_loops_only(pg):
    pg.execute("SET enable_mergejoin = off; SET enable_hashjoin = off; SET enable_material = off")
    yield
    pg.execute("RESET enable_mergejoin; RESET enable_hashjoin; RESET enable_material")


@pytest.mark.usefixtures("nested_loops_only")
def test_the_outline_has_no_numbers(pg):
    query = "SELECT n.id FROM (SELECT kind FROM measured WHERE id < 3) m LEFT JOIN measured n ON n.id = m.kind"
    plan = explain(pg, query)
    assert str(plan) == (
        "Nested Loop (Left)\n"
        "├─ Index Scan on measured using measured_pkey\n"
        "└─ Index Only Scan on measured using measured_pkey"
    )
    assert repr(plan) == str(plan)


def test_uses_is_exact_about_node_types_and_knows_indexes_and_tables(pg):
    plan = explain(pg, "SELECT id FROM measured WHERE id = 5")
    assert plan.uses("Index Only Scan")
    assert not plan.uses("Index Scan")
    assert plan.uses("measured_pkey")
    assert plan.uses("measured")
    assert plan.nodes == ["Index Only Scan"]
    with pytest.raises(KeyError, match="no 'Seq Scan' in this plan; it has Index Only Scan"):
        plan.node("Seq Scan")


def test_rows_count_all_loops_and_misestimates_are_found(pg):
    plan = explain(pg, "SELECT * FROM generate_series(1, 3) g JOIN measured m ON m.id = g")
    assert plan.rows == 3
    wrong = explain(pg, "SELECT * FROM measured WHERE kind = 3 AND (id % 7) = 3")
    assert wrong.rows > 1000
    assert wrong.root.misestimate > 10


def test_planning_only(pg):
    plan = explain(pg, "SELECT * FROM measured", analyze=False)
    assert (plan.rows, plan.blocks, plan.estimated) == (0, 0, 10_000)
    assert math.isnan(plan.milliseconds)


def test_a_statement_that_writes_runs_once(pg):
    pg.execute("CREATE TEMP TABLE written (n int)")
    assert explain(pg, "INSERT INTO written VALUES (1)").nodes[0] == "ModifyTable"
    assert pg.execute("SELECT count(*) FROM written").fetchone() == (1,)


def test_parameters_percent_signs_row_factories_and_semicolons(pg):
    assert explain(pg, "SELECT * FROM measured WHERE filler LIKE 'y%';").rows == 0
    assert explain(pg, "SELECT * FROM measured WHERE id = %(id)s", {"id": 3}).rows == 1
    assert explain(pg, psycopg.sql.SQL("SELECT {} FROM measured").format(psycopg.sql.Identifier("id"))).rows == 10_000
    usual, pg.row_factory = pg.row_factory, dict_row
    try:
        assert explain(pg, "SELECT 1").top == "Result"
    finally:
        pg.row_factory = usual


def test_errors_name_the_statement(pg):
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        explain(pg, "SELECT nothing FROM measured")
    assert caught.value.__notes__ == ["while explaining: SELECT nothing FROM measured"]
    with pytest.raises(ValueError, match="without EXPLAIN"):
        explain(pg, "EXPLAIN SELECT 1")
