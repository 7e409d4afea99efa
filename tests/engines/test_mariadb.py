"""MariaDB: a shared server, a database of one's own, and a template that heals."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymysql
import pytest

from course import engines
from course.engines.mariadb import MariaDB
from course.engines.mariadb import start as start_mariadb

from .conftest import in_another_process
from .test_server import within

module = sys.modules["course.engines.mariadb"]


@pytest.fixture(autouse=True)
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("mariadb")


def rows(connection: MariaDB, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_every_call_connects_to_the_same_database_of_this_process() -> None:
    one, two = engines.mariadb(), engines.mariadb()
    assert isinstance(one, pymysql.connections.Connection)
    assert one is not two
    assert one.get_autocommit()
    rows(one, "CREATE OR REPLACE TABLE t (i INT PRIMARY KEY) ENGINE=InnoDB")
    rows(one, "INSERT INTO t VALUES (1)")
    assert rows(two, "SELECT i FROM t") == [(1,)]
    assert one.about.name == "MariaDB"
    assert rows(one, "SELECT VERSION()")[0][0].startswith(one.about.version)


def test_processes_share_the_server_and_not_their_tables() -> None:
    mine = engines.mariadb()
    rows(mine, "CREATE OR REPLACE TABLE mine (i INT)")
    code = """
from course import engines
m = engines.mariadb()
c = m.cursor()
c.execute("SHOW TABLES")
print(len(c.fetchall()), m.port)
"""
    assert in_another_process(code) == f"0 {mine.port}"


def test_what_a_killed_process_left_is_dropped_by_the_next() -> None:
    code = "import os; from course import engines; print(engines.mariadb().db.decode(), flush=True); os._exit(9)"
    left = in_another_process(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])")
    assert left.startswith("notebook_")
    in_another_process("from course import engines; engines.mariadb()")
    assert (left,) not in rows(engines.mariadb(), "SHOW DATABASES")


def test_isolation_starts_as_innodb_has_it_and_can_be_changed() -> None:
    m = engines.mariadb()
    assert rows(m, "SELECT @@tx_isolation, @@innodb_snapshot_isolation") == [("REPEATABLE-READ", 0)]
    rows(m, "SET innodb_snapshot_isolation = ON")
    assert rows(m, "SELECT @@innodb_snapshot_isolation") == [(1,)]
    assert rows(engines.mariadb(), "SELECT @@innodb_snapshot_isolation") == [(0,)]


@pytest.mark.parametrize("user", ["root", "course", ""])
def test_the_password_is_needed(user: str) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host="127.0.0.1", port=engines.mariadb().port, user=user, password="")


def test_a_damaged_template_is_made_again_with_a_word(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "cache").unlink()
    code = "from course import engines; m = engines.mariadb(); print(m.about.name)"
    state = {"COURSE_STATE": str(elsewhere)}
    assert in_another_process(code, **state) == "MariaDB"
    assert within(15, lambda: not any((elsewhere / "run").glob("mariadb-*/")))
    (system,) = (elsewhere / "cache").glob("mariadb-*/data/ibdata1")
    system.write_bytes(b"")
    said = in_another_process(code, **state)
    assert "damaged and is made again" in said
    assert said.endswith("MariaDB")
    assert within(15, lambda: not any((elsewhere / "run").glob("mariadb-*/")))


def test_a_server_elsewhere_gives_a_database_that_is_dropped_at_the_end() -> None:
    url = start_mariadb().info["url"]
    code = "from course import engines; m = engines.mariadb(); print(m.db.decode(), m.about.how)"
    name, how = in_another_process(code, COURSE_MARIADB_URL=url).split(" ", 1)
    assert how == "at COURSE_MARIADB_URL"
    assert (name,) not in rows(engines.mariadb(), "SHOW DATABASES")


def test_a_url_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_MARIADB_URL", "mysql://u:p@127.0.0.1:9/")
    with pytest.raises(engines.EngineFailed, match="127.0.0.1:9 does not answer"):
        engines.mariadb()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "cassandra,mariadb")
    with pytest.raises(engines.EngineUnavailable, match="install .*mariadb"):
        engines.mariadb()
