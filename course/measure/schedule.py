"""Play transactions against each other, one statement at a time.

A *schedule* says which session runs which statement, in which order. It is text, one step a line::

    T1: SELECT value FROM item WHERE id = 1
    T2: UPDATE item SET value = 13 WHERE id = 1
    T2: COMMIT
    T1: SELECT value FROM item WHERE id = 1   --> 13

After `-->` stands what the step returns *if the anomaly happens*. Each session is one transaction, begun before the
first step. A statement that waits for a lock stays in flight while the other sessions go on, as it would in production;
later steps of the waiting session queue up behind it. Steps of the session `after` run last, outside any transaction.

Whether a statement waits is asked of the engine (`pg_blocking_pids`; the transaction list of InnoDB's monitor), never
guessed from the time it takes, so that a schedule ends the same way on a busy machine.

The idea of testing isolation by hand-ordered schedules: Kleppmann, Hermitage (2014); the anomalies: Adya, Liskov and
O'Neil, Generalized Isolation Level Definitions (ICDE 2000).
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

import psycopg
import pymysql

__all__ = ["Outcome", "Run", "Step", "parse", "play"]

AFTER = "after"
NOT_RUN = "not run"
_LINE = re.compile(r"(?P<session>\w+):\s*(?P<sql>.+?)(?:\s*-->\s*(?P<expected>.*?))?\s*$")
_CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE")


@dataclass(frozen=True)
class Step:
    """One statement of one session; `expected` is its reading if the anomaly happens."""

    session: str
    sql: str
    expected: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a step.

    `result`: the values read, row by row ("10, 20", or "nothing"); "1 row" for a change; "done"; the engine's message
    for a refusal; "not run" after one. `code`: SQLSTATE (PostgreSQL) or error number (MariaDB) of a refusal.
    `started` and `ended` are places in the schedule, from 0: a statement of step 3 that step 5 let go has 3 and 5.
    """

    session: str
    sql: str
    expected: str | None
    result: str
    code: str | None
    waited: bool
    started: int
    ended: int


@dataclass(frozen=True)
class Run:
    """The outcomes of a schedule, in the order of its steps."""

    level: str
    outcomes: tuple[Outcome, ...]

    @property
    def refused(self) -> tuple[str, ...]:
        """Codes of the transactions that the engine refused, in order."""
        return tuple(outcome.code for outcome in self.outcomes if outcome.code)

    @property
    def waits(self) -> int:
        """How many statements waited for a lock."""
        return sum(outcome.waited for outcome in self.outcomes)

    @property
    def anomaly(self) -> bool:
        """Whether the anomaly happened: nothing was refused and every marked reading came out as marked."""
        marked = [outcome for outcome in self.outcomes if outcome.expected is not None]
        return not self.refused and all(outcome.result == outcome.expected for outcome in marked)

    def waited_for(self, step: str) -> tuple[str, ...]:
        """Sessions whose statement was still waiting when `step` ("T1: COMMIT") had to come."""
        numbers = [n for n, outcome in enumerate(self.outcomes) if f"{outcome.session}: {outcome.sql}" == step]
        if len(numbers) != 1:
            raise ValueError(f"the schedule has {len(numbers)} steps {step!r}; name one")
        return tuple(o.session for o in self.outcomes if o.waited and o.started < numbers[0] <= o.ended)

    def table(self) -> list[dict[str, str]]:
        """One row a step, for `show.table`."""
        return [
            {
                "step": str(number),
                "session": outcome.session,
                "statement": outcome.sql,
                "outcome": _sentence(outcome, number),
            }
            for number, outcome in enumerate(self.outcomes, start=1)
        ]

    def lanes(self) -> dict[str, list[tuple[float, float, str, str]]]:
        """The sessions side by side, for `show.timeline`: step 1 lies around 1 on the axis, and so on. Refusals are
        bad, and so is the last marked reading if the anomaly happened."""
        lanes: dict[str, list[tuple[float, float, str, str]]] = {}
        marked = [outcome for outcome in self.outcomes if outcome.expected is not None]
        anomalous = marked[-1] if self.anomaly and marked else None
        for outcome in self.outcomes:
            lane = lanes.setdefault(outcome.session, [])
            if outcome.result == NOT_RUN:
                continue
            start = max(outcome.started + 0.5, lane[-1][1] if lane else 0.0)
            let_go = max(outcome.ended + 0.5, start + 0.7) if outcome.waited else start
            end = max(outcome.ended + 1.5, let_go + 0.3)
            result = outcome.code or ("" if outcome.result in ("done", "1 row") else f"→ {outcome.result}")
            kind = "bad" if outcome.code or outcome is anomalous else "neutral"
            if outcome.waited:
                lane.append((start, let_go, f"{outcome.sql} (waits)", "wait"))
                lane.append((let_go, end, result or "done", kind))
            else:
                lane.append((start, end, f"{outcome.sql} {result}".strip(), kind))
        return lanes


def parse(schedule: str) -> tuple[Step, ...]:
    """The steps of a schedule written as text; empty lines are skipped."""
    steps = []
    for line in schedule.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise ValueError(f"a step reads 'SESSION: SQL', optionally with '--> reading'; got {line.strip()!r}")
        steps.append(Step(match["session"], match["sql"].rstrip("; "), match["expected"]))
    if not steps:
        raise ValueError("the schedule has no steps")
    return tuple(steps)


def play(
    schedule: str | Iterable[Step],
    sessions: Mapping[str, Any],
    observer: Any,
    level: str = "",
    before: str = "",
    patience: float = 30.0,
) -> Run:
    """Run a schedule and say what became of each step.

    `sessions`: the connection of each session (psycopg or pymysql, autocommit, no transaction open); `observer`: one
    more connection, which prepares, watches and runs the steps `after`. `level`: isolation level of every transaction,
    the engine's default if empty. `before`: statements that prepare the tables, separated by `;`. `patience`: seconds
    after which a schedule that makes no progress is given up with TimeoutError.

    A refusal (serialization failure, deadlock, lock not available, violated constraint) ends that session's
    transaction, and its later steps are not run. Any other error (a typing mistake in the SQL) is raised as the driver
    raises it.
    """
    steps = parse(schedule) if isinstance(schedule, str) else tuple(schedule)
    names = list(dict.fromkeys(step.session for step in steps if step.session != AFTER))
    unknown = [name for name in names if name not in sessions]
    if unknown:
        raise ValueError(f"no connection for session {', '.join(unknown)}; pass it in `sessions`")
    watcher = _engine(observer)
    for statement in filter(None, map(str.strip, before.split(";"))):
        watcher.execute(statement)

    with ThreadPoolExecutor(max_workers=max(1, len(names))) as pool:
        stage = _Stage({name: _engine(sessions[name]) for name in names}, watcher, pool, patience)
        try:
            for engine in stage.engines.values():
                engine.begin(level)
            for number, step in enumerate(steps):
                if step.session != AFTER:
                    stage.let_engine_act(number - 1, {later.session for later in steps[number:]} - {AFTER})
                    stage.take(number, step)
            stage.finish(len(steps) - 1)
        finally:
            stage.clear()

    outcomes = stage.outcomes
    for number, step in enumerate(steps):
        if step.session == AFTER:
            outcomes[number] = _outcome(step, number, result=watcher.execute(step.sql))
    return Run(level, tuple(outcomes[number] for number in range(len(steps))))


# -- the stage: which statement is in flight, which one queues


@dataclass
class _Flight:
    number: int
    step: Step
    started: int
    future: Future[str]
    waited: bool = False


class _Stage:
    def __init__(
        self, engines: dict[str, _Engine], watcher: _Engine, pool: ThreadPoolExecutor, patience: float
    ) -> None:
        self.engines = engines
        self.watcher = watcher
        self.pool = pool
        self.patience = patience
        self.flying: dict[str, _Flight] = {}
        self.queued: dict[str, deque[tuple[int, Step]]] = {name: deque() for name in engines}
        self.dead: set[str] = set()
        self.outcomes: dict[int, Outcome] = {}

    def take(self, number: int, step: Step) -> None:
        """Start a step, or queue it behind its session's waiting statement; return when nothing moves any more."""
        self.queued[step.session].append((number, step))
        self._settle(number)

    def let_engine_act(self, number: int, needed: set[str]) -> None:
        """While every session that has steps left waits, only the engine can go on, by ending a deadlock: let it."""
        self._wait(number, lambda: bool(needed - self.dead) and needed - self.dead <= self.flying.keys())

    def finish(self, number: int) -> None:
        """Return when no statement is in flight any more."""
        self._wait(number, lambda: bool(self.flying))

    def _wait(self, number: int, needed: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience
        while needed():
            self._settle(number)
            if needed():
                if time.monotonic() > deadline:
                    names = ", ".join(sorted(self.flying))
                    raise TimeoutError(f"{names} still waiting after {self.patience:g} s; does a COMMIT lack?")
                time.sleep(0.002)

    def clear(self) -> None:
        for name, flight in self.flying.items():
            if not flight.future.done():
                self.watcher.cancel(self.engines[name])
        for flight in self.flying.values():
            flight.future.exception()
        for engine in self.engines.values():
            engine.rollback()

    def _settle(self, number: int) -> None:
        deadline = time.monotonic() + self.patience
        while True:
            self._launch(number)
            for name, flight in list(self.flying.items()):
                if flight.future.done():
                    self._land(name, number)
            if any(self.queued[name] and name not in self.flying for name in self.queued):
                continue
            moving = [name for name, flight in self.flying.items() if not flight.future.done()]
            if not self.flying:
                return
            if len(moving) < len(self.flying):
                continue
            waiting = self.watcher.waiting([self.engines[name] for name in moving])
            for name in moving:
                self.flying[name].waited |= self.engines[name].id in waiting
            if all(self.engines[name].id in waiting for name in moving):
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"step {number + 1} neither ended nor waited for a lock in {self.patience:g} s")
            time.sleep(0.0005)

    def _launch(self, now: int) -> None:
        for name, queue in self.queued.items():
            while queue and name in self.dead:
                number, step = queue.popleft()
                self.outcomes[number] = _outcome(step, number, result=NOT_RUN)
            if queue and name not in self.flying:
                number, step = queue.popleft()
                future = self.pool.submit(self.engines[name].execute, step.sql)
                self.flying[name] = _Flight(number, step, now, future)

    def _land(self, name: str, now: int) -> None:
        flight = self.flying.pop(name)
        outcome = _outcome(flight.step, flight.started)
        try:
            outcome = replace(outcome, result=flight.future.result())
        except (psycopg.Error, pymysql.MySQLError) as error:
            code, message = self.engines[name].refusal(error)
            outcome = replace(outcome, result=message, code=code)
            self.engines[name].rollback()
            self.dead.add(name)
        self.outcomes[flight.number] = replace(outcome, waited=flight.waited, ended=now)


def _outcome(step: Step, number: int, result: str = "") -> Outcome:
    return Outcome(step.session, step.sql, step.expected, result, None, False, number, number)


def _sentence(outcome: Outcome, number: int) -> str:
    result = f"refused: {outcome.result} ({outcome.code})" if outcome.code else outcome.result
    if outcome.waited:
        return f"waits until step {outcome.ended + 1}, then: {result}"
    return result


# -- the engines: begin, run, and who waits


class _Engine(Protocol):
    id: int

    def begin(self, level: str) -> None: ...
    def execute(self, sql: str) -> str: ...
    def rollback(self) -> None: ...
    def waiting(self, others: list[Any]) -> set[int]: ...
    def cancel(self, other: Any) -> None: ...
    def refusal(self, error: Exception) -> tuple[str, str]: ...


def _engine(connection: Any) -> _Engine:
    if isinstance(connection, psycopg.Connection):
        return _Postgres(connection)
    if isinstance(connection, pymysql.connections.Connection):
        return _MariaDB(connection)
    raise TypeError(f"a schedule plays on psycopg or pymysql connections, not on {type(connection).__name__}")


class _Postgres:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.id = connection.info.backend_pid

    def begin(self, level: str) -> None:
        self.connection.execute(f"BEGIN ISOLATION LEVEL {level}" if level else "BEGIN")

    def execute(self, sql: str) -> str:
        cursor = self.connection.execute(sql)
        return _result(sql, cursor.fetchall() if cursor.description else None, cursor.rowcount)

    def rollback(self) -> None:
        if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self.connection.execute("ROLLBACK")

    def waiting(self, others: list[_Postgres]) -> set[int]:
        ids = [other.id for other in others]
        sql = "SELECT pid FROM unnest(%s::int[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0"
        return {row[0] for row in self.connection.execute(sql, [ids])}

    def cancel(self, other: _Postgres) -> None:
        other.connection.cancel_safe()

    def refusal(self, error: Exception) -> tuple[str, str]:
        # 40: serialization failure, deadlock; 55: lock not available; 23: constraint
        if isinstance(error, psycopg.Error) and (error.sqlstate or "")[:2] in ("40", "55", "23"):
            return str(error.sqlstate), str(error.diag.message_primary)
        raise error


class _MariaDB:
    def __init__(self, connection: pymysql.connections.Connection) -> None:
        self.connection = connection
        self.id = connection.thread_id()

    def begin(self, level: str) -> None:
        if level:
            self.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        self.execute("START TRANSACTION")

    def execute(self, sql: str) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return _result(sql, cursor.fetchall() if cursor.description else None, cursor.rowcount)

    def rollback(self) -> None:
        self.connection.rollback()

    def waiting(self, others: list[_MariaDB]) -> set[int]:
        # information_schema.innodb_trx is refreshed only when nobody has read it for 100 ms; the monitor is current.
        with self.connection.cursor() as cursor:
            cursor.execute("SHOW ENGINE INNODB STATUS")
            _, _, report = cursor.fetchone()
        transactions = report.split("---TRANSACTION")[1:]
        found = (re.search(r"LOCK WAIT.*?thread id (\d+)", text, re.DOTALL) for text in transactions)
        return {int(match[1]) for match in found if match}

    def cancel(self, other: _MariaDB) -> None:
        self.execute(f"KILL QUERY {other.id}")

    def refusal(self, error: Exception) -> tuple[str, str]:
        # 1213 deadlock, 1205 lock wait timeout, 1020 record changed since the snapshot, 1062/1451/1452/4025 constraints
        if isinstance(error, pymysql.MySQLError) and error.args[0] in (1213, 1205, 1020, 1062, 1451, 1452, 4025):
            return str(error.args[0]), str(error.args[1])
        raise error


def _result(sql: str, rows: Iterable[Iterable[Any]] | None, changed: int) -> str:
    if rows is not None:
        return ", ".join(str(value) for row in rows for value in row) or "nothing"
    if sql.lstrip().upper().startswith(_CHANGES):
        return "1 row" if changed == 1 else f"{changed} rows"
    return "done"
