"""A session that dies where a test says."""

from __future__ import annotations

import pytest

from course.practice import Database, database
from course.practice.sessions import Session, SessionDied, SqlError, kept_connection


def _insert(session: Session) -> None:
    session.execute("INSERT INTO note VALUES (%s)", ["x"])
    session.commit()


def _count(db: Database) -> int:
    row = db.execute("SELECT count(*) FROM note").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(("point", "kept"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_a_crash_keeps_what_was_committed(point: int, kept: int) -> None:
    with database("CREATE TABLE note (body text)") as db:
        session = Session(db.url, point)
        with pytest.raises(SessionDied):
            _insert(session)
        with pytest.raises(SessionDied):
            session.execute("SELECT 1")
        with pytest.raises(SessionDied):
            session.rollback()
        assert session.closed()
        assert _count(db) == kept


def test_an_event_takes_place_once_at_its_point() -> None:
    with database("CREATE TABLE note (body text)") as db:
        seen: list[int] = []
        session = Session(db.url, 2, lambda: seen.append(_count(db)))
        _insert(session)
        session.reach()
        assert (seen, session.points, _count(db)) == ([0], 5, 1)
        session.close()


def test_refusals_carry_the_sqlstate() -> None:
    with database("CREATE TABLE note (body text PRIMARY KEY)") as db:
        session = Session(db.url)
        _insert(session)
        with pytest.raises(SqlError) as refused:
            _insert(session)
        assert refused.value.sqlstate == "23505"
        assert session.in_transaction()
        session.rollback()
        assert not session.in_transaction()
        session.close()


def test_rows_without_columns_are_rows() -> None:
    with database("CREATE TABLE note (body text)") as db:
        session = Session(db.url)
        _insert(session)
        assert session.execute("SELECT FROM note") == [()]
        assert session.execute("SELECT FROM note WHERE body = %s", ["y"]) == []
        assert session.execute("DELETE FROM note") == []
        session.close()


def test_locks_are_free_when_a_session_has_died() -> None:
    with database("CREATE TABLE note (body text)") as db:
        other = Session(db.url)
        for _ in range(20):
            dying = Session(db.url, point=4)
            dying.execute("SELECT pg_advisory_xact_lock(1)")
            dying.execute("SELECT pg_advisory_lock(2)")
            with pytest.raises(SessionDied):
                dying.commit()
            assert other.execute("SELECT pg_try_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)") == [(True, True)]
            other.rollback()
        other.close()


def test_sessions_on_a_kept_connection_leave_nothing_to_the_next() -> None:
    with database("CREATE TABLE note (body text)") as db, kept_connection(db.url, lock_timeout="40ms") as kept:
        first = Session(kept, 6)
        server = first.execute("SELECT pg_backend_pid()")
        first.execute("SELECT pg_advisory_lock(1), set_config('work_mem', '1MB', false)")
        first.execute("SET lock_timeout = 0")
        with pytest.raises(SessionDied):
            _insert(first)
        assert first.closed()
        with pytest.raises(SessionDied):
            first.execute("SELECT 1")
        second = Session(kept)
        assert second.execute("SELECT pg_backend_pid()") == server
        settings = "SELECT current_setting('work_mem'), current_setting('lock_timeout')"
        assert second.execute(settings) == [("4MB", "40ms")]
        assert second.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
        _insert(second)
        second.close()
        second.close()
        assert second.closed()
        with pytest.raises(SqlError, match="has ended"):
            second.execute("SELECT 1")
        assert _count(db) == 1
