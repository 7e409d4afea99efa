"""PostgreSQL: databases of one's own, private servers, standbys, and a template that heals."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import psycopg
import pytest

from course import engines
from course.engines import ports
from course.engines.errors import EngineFailed, EngineUnavailable
from course.engines.paths import cache_dir

from .kernels import kernel
from .test_server import within

postgres_module = importlib.import_module("course.engines.postgres")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def test_every_call_connects_to_the_same_database_of_this_process() -> None:
    one, two = engines.postgres(), engines.postgres()
    assert one is not two
    assert isinstance(one, psycopg.Connection)
    assert one.autocommit
    assert one.info.dbname == two.info.dbname
    assert one.info.dbname.startswith("notebook_")
    assert psycopg.connect(one.url).info.dbname == one.info.dbname
    assert one.about.name == "PostgreSQL"
    assert one.about.version.startswith("18.")
    assert one.server is None


def test_the_password_is_needed() -> None:
    pg = engines.postgres()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=pg.info.port, user="course", dbname="postgres", password="guess")


def test_a_shared_server_that_was_killed_is_replaced_with_a_word_about_it(state: Path) -> None:
    connect = "from course import engines; pg = engines.postgres(); print(pg.execute('SELECT 1').fetchone()[0])"
    with kernel(state) as one:
        assert one.run(connect) == one.run(connect) == "1"
        one.run(
            "import os, signal\nfrom course.engines import server as servers\n"
            "os.kill(servers._shared['postgres'].pid, signal.SIGKILL)\n"
            "while servers._shared['postgres'].alive: pass"
        )
        said = one.run(connect)
        assert "has a new, empty database" in said
        assert said.endswith("1")
        assert one.run(connect) == "1"


def test_settings_ask_for_a_private_server() -> None:
    with pytest.raises(ValueError, match="private=True"):
        engines.postgres(settings={"wal_level": "logical"})
    own = engines.postgres(private=True, settings={"wal_level": "logical"})
    assert own.execute("SHOW wal_level").fetchone() == ("logical",)
    assert own.info.port != engines.postgres().info.port


def test_a_wrong_setting_is_named_and_does_not_cost_the_template() -> None:
    with pytest.raises(EngineFailed, match="no_such_setting"):
        engines.postgres(private=True, settings={"no_such_setting": "1"})
    assert (cache_dir() / postgres_module._template_name() / "manifest.json").exists()


def refuses(connection: psycopg.Connection[Any]) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def test_committed_rows_survive_kill_9() -> None:
    own = engines.postgres(private=True)
    own.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS i")
    assert own.server is not None
    own.server.kill()
    assert within(10, lambda: refuses(own))  # a session's own process ends a moment after the server's
    own.server.start()
    with psycopg.connect(own.url) as again:
        assert again.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_standby_follows_and_can_be_promoted() -> None:
    primary = engines.postgres(private=True)
    primary.execute("CREATE TABLE t AS SELECT 1 AS i")
    replica = primary.replica()
    primary.execute("INSERT INTO t VALUES (2)")
    assert within(10, lambda: replica.execute("SELECT count(*) FROM t").fetchone() == (2,))
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        replica.execute("INSERT INTO t VALUES (3)")
    assert primary.execute("SELECT application_name FROM pg_stat_replication").fetchall() == [("replica",)]
    assert replica.execute("SELECT pg_promote()").fetchone() == (True,)
    replica.execute("INSERT INTO t VALUES (3)")


def test_a_replica_of_the_shared_server_is_refused() -> None:
    with pytest.raises(ValueError, match="private=True"):
        engines.postgres().replica()


def test_bundled_programs() -> None:
    assert engines.postgres_program("pg_waldump").exists()
    with pytest.raises(ValueError, match="pg_waldump"):
        engines.postgres_program("pg_nonsense")


@pytest.mark.parametrize("damage", ["shortened", "scrambled"])
def test_a_damaged_template_is_made_again_with_a_word_about_it(state: Path, damage: str) -> None:
    code = "from course import engines; pg = engines.postgres(); print(pg.execute('SELECT 1').fetchone()[0])"
    with kernel(state) as one:
        assert one.run(code) == "1"
    (control,) = state.glob("cache/postgres-*/data/global/pg_control")
    if damage == "shortened":
        control.write_bytes(control.read_bytes()[:100])
    else:
        control.write_bytes(bytes(byte ^ 0xFF for byte in control.read_bytes()))
    assert within(15, lambda: not [p for p in (state / "run").iterdir() if p.is_dir()])
    with kernel(state) as two:
        said = two.run(code)
    assert "made again" in said
    assert said.endswith("1")


def test_a_server_elsewhere_by_url(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = engines.postgres(private=True)
    with kernel(state, COURSE_POSTGRES_URL=own.url) as one:
        assert one.run("from course import engines; pg = engines.postgres(); print(pg.about.how, pg.info.port)") == (
            f"at COURSE_POSTGRES_URL {own.info.port}"
        )
        made = own.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'notebook%'").fetchone()
        assert made == (1,)
        one.manager.shutdown_kernel()
    left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'notebook%'"
    assert within(10, lambda: own.execute(left).fetchone() == (0,))


def test_a_url_that_does_not_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_POSTGRES_URL", f"postgresql://nobody@127.0.0.1:{ports.free_port()}/x")
    with pytest.raises(EngineFailed, match="COURSE_POSTGRES_URL does not answer"):
        engines.postgres()


def test_hidden_engines_say_how_to_install_them(state: Path) -> None:
    with kernel(state, COURSE_HIDE_ENGINES="postgres") as one:
        said = one.run(
            "from course import engines\ntry: engines.postgres()\nexcept engines.EngineUnavailable as e: print(e)"
        )
    assert "make lab" in said
    assert issubclass(EngineUnavailable, RuntimeError)
