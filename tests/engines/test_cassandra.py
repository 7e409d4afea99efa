"""Cassandra: one real node, a keyspace of one's own, and time to start it beforehand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from cassandra.cluster import Session
from cassandra.metadata import Murmur3Token

from course import engines
from course.engines.cassandra import start as start_cassandra

from .conftest import in_another_process
from .kernels import kernel, processes_under
from .test_server import within


@pytest.fixture
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("cassandra")


@pytest.mark.usefixtures("needed")
def test_a_session_in_a_keyspace_of_this_process() -> None:
    session = engines.cassandra()
    assert isinstance(session, Session)
    assert engines.cassandra() is session
    session.execute("CREATE TABLE IF NOT EXISTS t (k text PRIMARY KEY, v int)")
    session.execute("INSERT INTO t (k, v) VALUES (%s, %s)", ("a", 1))
    k, v, token = session.execute("SELECT k, v, token(k) FROM t").one()
    assert (k, v) == ("a", 1)
    assert token == Murmur3Token.from_key(b"a").value
    assert session.keyspace.startswith("notebook_")
    assert session.about.version.startswith("5.")


@pytest.mark.usefixtures("needed")
def test_a_table_flushes_by_itself_so_that_sstables_can_be_counted() -> None:
    session = engines.cassandra()
    session.execute("CREATE TABLE IF NOT EXISTS f (k int PRIMARY KEY) WITH memtable_flush_period_in_ms = 200")
    session.execute("INSERT INTO f (k) VALUES (1)")
    data = start_cassandra().directory / "data" / "data" / session.keyspace
    assert within(15, lambda: any(data.glob("f-*/*-Data.db")))


@pytest.mark.usefixtures("needed")
def test_processes_share_the_node_and_not_their_tables() -> None:
    session = engines.cassandra()
    session.execute("CREATE TABLE IF NOT EXISTS mine (k int PRIMARY KEY)")
    code = """
from course import engines
s = engines.cassandra()
tables = s.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = %s", (s.keyspace,)).all()
print(tables, s.keyspace, s.url)
"""
    tables, keyspace, url = in_another_process(code).split()
    assert tables == "[]"
    assert keyspace != session.keyspace
    assert url == session.url


@pytest.mark.usefixtures("needed")
def test_it_listens_on_loopback_alone() -> None:
    engines.cassandra()
    node = psutil.Process(start_cassandra().pid)
    listening = {c.laddr.ip for c in node.net_connections("tcp") if c.status == "LISTEN"}
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}


@pytest.mark.usefixtures("needed")
def test_a_kernel_prepares_it_and_its_death_ends_it(elsewhere: Path) -> None:
    with kernel(elsewhere) as notebook:
        notebook.run("from course import engines; engines.prepare('cassandra')", timeout=30)
        version = notebook.run("print(engines.cassandra().about.version)", timeout=240)
        assert version.startswith("5.")
        assert processes_under(elsewhere)
        psutil.Process(notebook.pid).kill()
        assert within(30, lambda: not processes_under(elsewhere))
    assert not list((elsewhere / "run").glob("cassandra-*/"))


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "cassandra")
    with pytest.raises(engines.EngineUnavailable, match="course install cassandra"):
        engines.cassandra()


def test_a_url_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_CASSANDRA_URL", "cassandra://127.0.0.1:9")
    with pytest.raises(engines.EngineFailed, match="127.0.0.1:9 does not answer"):
        engines.cassandra()
