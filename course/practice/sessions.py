"""A database session that a test can interrupt at any point: between two statements, before or after a commit.

An exercise's answer gets a `Session` instead of a connection. In the grader it stays with the judge, so that a crash
is the judge's to decide: the connection is closed without a commit, and every later call on the session fails.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus


class SessionDied(Exception):
    """The process that used the session has died. What was not committed is gone."""


class SqlError(Exception):
    """The database refused a statement or a commit; `sqlstate` says why, as in PostgreSQL's table of error codes."""

    def __init__(self, message: str, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


def kept_connection(url: str, lock_timeout: str = "5s") -> psycopg.Connection[Any]:
    """A connection on which one `Session` after another can live. The caller closes it."""
    connection = _connect(url, lock_timeout)
    connection.prepare_threshold = None  # the end of a session takes prepared statements away
    return connection


def _connect(url: str, lock_timeout: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, options=f"-c lock_timeout={lock_timeout} -c synchronous_commit=off")


def _forget(connection: psycopg.Connection[Any]) -> None:
    """Leave nothing of a session: no lock, setting, temporary table or statement."""
    connection.autocommit = True
    connection.execute("DISCARD ALL")
    connection.autocommit = False


class Session:
    """A connection to PostgreSQL. The first statement begins a transaction, `commit` or `rollback` ends it.

    Tests count points: one before and one after each call, in order from 0, and those that a test adds with `reach`.
    At the one numbered `point` the `event` takes place, which by default is the death of the process.

    `place` is the database's URL, or a connection from `kept_connection` that outlives the session: thousands of
    deaths, and no new server process for each. The lock time-out is then the connection's.
    """

    def __init__(
        self,
        place: str | psycopg.Connection[Any],
        point: int | None = None,
        event: Callable[[], None] | None = None,
        lock_timeout: str = "5s",
    ) -> None:
        self._keeps = not isinstance(place, str)
        self._connection = _connect(place, lock_timeout) if isinstance(place, str) else place
        self._over = False
        self._point = point
        self._event = event
        self._dead = False
        self.points = 0

    def execute(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement, `%s` for each parameter; its rows, [] if it has none. Raises SqlError, SessionDied.

        A literal % is written %%.
        """

        def run() -> list[tuple[Any, ...]]:
            cursor = self._connection.execute(query, parameters)
            result = cursor.pgresult
            return cursor.fetchall() if result and result.status == ExecStatus.TUPLES_OK else []

        return self._step(run)

    def commit(self) -> None:
        """End the transaction and keep what it did. Raises SqlError, SessionDied."""
        self._step(self._connection.commit)

    def rollback(self) -> None:
        """End the transaction and undo what it did. Raises SessionDied."""
        self._step(self._connection.rollback)

    def close(self) -> None:
        """End the session; an open transaction is undone."""
        if self._over:
            return
        self._over = True
        if self._keeps:
            self._connection.rollback()
            _forget(self._connection)
            return
        # A server notices a moment later that a client has gone. Until then its locks would be in the way of the next
        # session, now and then: so they are given back before.
        with contextlib.suppress(psycopg.Error):
            self._connection.rollback()
            self._connection.execute("SELECT pg_advisory_unlock_all()")
            self._connection.rollback()
        self._connection.close()

    def in_transaction(self) -> bool:
        """Whether a transaction is open, also one in which a statement has failed."""
        return self._connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def closed(self) -> bool:
        """Whether the session has ended."""
        return self._over or self._connection.closed

    def reach(self) -> None:
        """Pass a point. Raises SessionDied when the process has died, here or before."""
        if self._dead:
            raise SessionDied("the process has died")
        number, self.points = self.points, self.points + 1
        if number != self._point:
            return
        if self._event is not None:
            self._event()
            return
        self._dead = True
        self.close()
        raise SessionDied("the process has died")

    def _step(self, do: Callable[[], Any]) -> Any:
        self.reach()
        if self._over:
            raise SqlError("the session has ended")
        try:
            result = do()
        except psycopg.Error as error:
            raise SqlError(str(error).strip(), error.sqlstate) from error
        self.reach()
        return result
