"""Schedules: who waits, who is refused, what is read, on both engines that a schedule plays on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from course import engines
from course.engines import EngineUnavailable
from course.measure.schedule import Run, Step, parse, play

RESET = "DELETE FROM item; INSERT INTO item VALUES (1, 10), (2, 20)"
LOST_UPDATE = """
    T1: SELECT value FROM item WHERE id = 1
    T2: SELECT value FROM item WHERE id = 1
    T1: UPDATE item SET value = 15 WHERE id = 1
    T2: UPDATE item SET value = 13 WHERE id = 1
    T1: COMMIT
    T2: COMMIT
    after: SELECT value FROM item WHERE id = 1  --> 13
"""
WRITE_SKEW = """
    T1: SELECT sum(value) FROM item
    T2: SELECT sum(value) FROM item
    T1: UPDATE item SET value = -20 WHERE id = 1
    T2: UPDATE item SET value = -10 WHERE id = 2
    T1: COMMIT
    T2: COMMIT
    after: SELECT sum(value) FROM item          --> -30
"""
DEADLOCK = """
    T1: UPDATE item SET value = 0 WHERE id = 1
    T2: UPDATE item SET value = 0 WHERE id = 2
    T1: UPDATE item SET value = 1 WHERE id = 2
    T2: UPDATE item SET value = 1 WHERE id = 1
    T1: COMMIT
    T2: COMMIT
"""
Player = Callable[..., Run]


@pytest.fixture(scope="module")
def postgres() -> Player:
    observer, sessions = engines.postgres(), {name: engines.postgres() for name in ("T1", "T2", "T3")}
    observer.execute("DROP TABLE IF EXISTS item")
    observer.execute("CREATE TABLE item (id int PRIMARY KEY, value int)")
    for session in sessions.values():
        session.execute("SET deadlock_timeout = '50ms'")
    return lambda schedule, level="", **options: play(schedule, sessions, observer, level, RESET, **options)


@pytest.fixture(scope="module")
def mariadb() -> Player:
    try:
        observer = engines.mariadb()
    except EngineUnavailable as missing:
        pytest.skip(f"needs mariadb: {missing}")
    sessions = {name: engines.mariadb() for name in ("T1", "T2", "T3")}
    for session in sessions.values():
        session.cursor().execute("SET SESSION innodb_snapshot_isolation = OFF")
    observer.cursor().execute("CREATE OR REPLACE TABLE item (id int PRIMARY KEY, value int) ENGINE = InnoDB")
    return lambda schedule, level="", **options: play(schedule, sessions, observer, level, RESET, **options)


def test_a_step_is_a_session_a_statement_and_perhaps_a_reading() -> None:
    assert parse("T1: SELECT 'a: b' ;\n\n  after: SELECT 1 --> 10, 20") == (
        Step("T1", "SELECT 'a: b'"),
        Step("after", "SELECT 1", "10, 20"),
    )


@pytest.mark.parametrize("text", ["", "SELECT 1", "T1 SELECT 1"])
def test_what_is_no_schedule_is_refused_with_the_form_it_should_have(text: str) -> None:
    with pytest.raises(ValueError, match="no steps|SESSION: SQL"):
        parse(text)


def test_a_session_without_a_connection_is_named(postgres: Player) -> None:
    with pytest.raises(ValueError, match="T9"):
        postgres("T9: COMMIT")


def test_a_mistake_in_the_sql_is_raised_and_is_no_verdict(postgres: Player) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        postgres("T1: UPDATE item SET value = 1 WHERE id = 1\n T2: SELECT * FROM nowhere\n T1: COMMIT")
    assert not postgres("T1: UPDATE item SET value = 1 WHERE id = 1\n T1: COMMIT").waits


def test_the_statement_that_waits_goes_on_when_the_lock_is_free(postgres: Player) -> None:
    run = postgres(LOST_UPDATE, "READ COMMITTED")
    blocked = run.outcomes[3]
    assert (blocked.waited, blocked.result, blocked.started, blocked.ended) == (True, "1 row", 3, 4)
    assert run.anomaly
    assert run.waits == 1
    assert run.waited_for("T1: COMMIT") == ("T2",)
    assert run.table()[3]["outcome"] == "waits until step 5, then: 1 row"


def test_a_refusal_ends_the_session_and_is_not_the_anomaly(postgres: Player) -> None:
    run = postgres(LOST_UPDATE, "REPEATABLE READ")
    assert run.refused == ("40001",)
    assert not run.anomaly
    assert [outcome.result for outcome in run.outcomes[5:]] == ["not run", "15"]
    assert {kind for *_, kind in run.lanes()["T2"]} == {"neutral", "wait", "bad"}


def test_the_reading_decides_even_when_nobody_is_refused(postgres: Player) -> None:
    read = "T1: UPDATE item SET value = 9\n T2: SELECT value FROM item WHERE id = 1 --> {}\n T1: ROLLBACK\n T2: COMMIT"
    assert not postgres(read.format("9")).anomaly
    assert postgres(read.format("10")).anomaly


@pytest.mark.parametrize(("level", "happens"), [("REPEATABLE READ", True), ("SERIALIZABLE", False)])
def test_postgres_prevents_write_skew_at_serializable_only(postgres: Player, level: str, happens: bool) -> None:
    run = postgres(WRITE_SKEW, level)
    assert run.anomaly is happens
    assert run.waits == 0


def test_steps_behind_a_waiting_statement_queue(postgres: Player) -> None:
    run = postgres(
        """
        T1: UPDATE item SET value = 11 WHERE id = 1
        T2: UPDATE item SET value = 12 WHERE id = 1
        T2: UPDATE item SET value = 22 WHERE id = 2
        T1: UPDATE item SET value = 21 WHERE id = 2
        T1: COMMIT
        T2: COMMIT
        after: SELECT value FROM item ORDER BY id
    """,
        "READ COMMITTED",
    )
    assert run.outcomes[-1].result == "12, 22"
    assert run.outcomes[2].ended == 4
    for lane in run.lanes().values():
        assert all(end <= start for (_, end, *_), (start, *_) in zip(lane, lane[1:], strict=False))


def test_a_deadlock_is_left_to_the_engine(postgres: Player) -> None:
    run = postgres(DEADLOCK)
    assert run.refused == ("40P01",)
    assert run.waits == 2
    assert max(outcome.ended for outcome in run.outcomes[:4]) == 3, "the COMMITs come after the engine's decision"


def test_a_schedule_that_can_never_go_on_is_given_up_and_leaves_no_lock(postgres: Player) -> None:
    stuck = "T1: UPDATE item SET value = 1 WHERE id = 1\n T2: UPDATE item SET value = 2 WHERE id = 1\n T2: COMMIT"
    with pytest.raises(TimeoutError, match="T2 still waiting"):
        postgres(stuck, patience=0.3)
    assert postgres("T1: UPDATE item SET value = 3 WHERE id = 1\n T1: COMMIT").waits == 0


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ"])
def test_mariadb_loses_updates_below_serializable(mariadb: Player, level: str) -> None:
    run = mariadb(LOST_UPDATE, level)
    assert run.anomaly
    assert run.waits == 1


def test_mariadb_turns_serializable_reads_into_locks(mariadb: Player) -> None:
    run = mariadb(WRITE_SKEW, "SERIALIZABLE")
    assert run.refused == ("1213",)
    assert run.waits == 1
    assert not run.anomaly


def test_mariadb_ends_a_deadlock(mariadb: Player) -> None:
    assert mariadb(DEADLOCK, "REPEATABLE READ").refused == ("1213",)


def test_other_connections_are_refused_by_name() -> None:
    connection: Any = object()
    with pytest.raises(TypeError, match="psycopg or pymysql"):
        play("T1: COMMIT", {"T1": connection}, connection)
