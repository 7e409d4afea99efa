"""The engines beside a submission: what its author cannot do to them, and what happens when they are made to grow."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.grading.assignment import parse
from course.grading.limits import Limits
from course.grading.outcome import Outcome
from course.grading.run import run_notebook
from tests.grading.small import about

GIVEN = """
from course import engines
pg = engines.postgres()
cache = engines.redis()
"""
TEST = """
from course.practice import equal
pg.execute("CREATE TABLE secret AS SELECT 42 AS answer")
cache.set("secret", "42")
equal("work()", work(), "done")
"""
LIMITS = Limits(cell_seconds=25, total_seconds=60, other_memory=500 << 20)


def graded(answer: str, limits: Limits = LIMITS) -> Outcome:
    def cells(source: str) -> NotebookNode:
        kinds = {
            "engines_given": (GIVEN, {"locked": True}),
            "work": (source, {"solution": True}),
            "work_done": (TEST, {"grade": True, "locked": True, "points": 1}),
        }
        book = new_notebook()
        for name, (code, what) in kinds.items():
            metadata = {"nbgrader": about(name, **what)}  # type: ignore[arg-type]
            book.cells.append(new_code_cell(code, id=name.replace("_", "-"), metadata=metadata))
        return book

    assignment = parse("engines", cells("### BEGIN SOLUTION\npass\n### END SOLUTION"))
    outcome = run_notebook(assignment, cells(answer), limits)
    assert outcome.broken is None, outcome.broken
    return outcome


HARMLESS = """
def work():
    pg.execute("CREATE DATABASE mine")
    cache.set("mine", "1")
    return "done" if cache.get("mine") in ("1", b"1") else "not done"
"""


def test_a_submission_uses_its_engines() -> None:
    assert graded(HARMLESS).earned == 1


FORBIDDEN = {
    "is the server's owner": """
from urllib.parse import urlsplit
import psycopg
parts = urlsplit(pg.url)
for user in ("postgres", "root", "course", "student"):
    for password in ("", "postgres", user):
        psycopg.connect(host=parts.hostname, port=parts.port, user=user, password=password, dbname="postgres",
                        connect_timeout=5)
        break""",
    "reads what the judge wrote": "pg.execute('SELECT answer FROM secret')",
    "runs a program on the server": "pg.execute(\"COPY (SELECT 1) TO PROGRAM 'cat'\")",
    "reads the server's files": "pg.execute(\"SELECT pg_read_file('/etc/passwd')\")",
    "loads a library": "pg.execute(\"LOAD '/tmp/x.so'\")",
    "changes the server's settings": "pg.execute(\"ALTER SYSTEM SET fsync = off\")",
    "ends the judge's connections": """
others = "SELECT pid FROM pg_stat_activity WHERE usename <> current_user"
pids = [row[0] for row in pg.execute(others)]
assert pids
for pid in pids:
    pg.execute("SELECT pg_terminate_backend(%s)", [pid])""",
    "makes itself the owner": "pg.execute('ALTER ROLE student SUPERUSER')",
    "is the cache's owner": """
import redis
from urllib.parse import urlsplit
parts = urlsplit(cache.url)
redis.Redis(host=parts.hostname, port=parts.port).ping()""",
    "looks at other connections": "cache.client_list()",
    "changes the cache's settings": "cache.config_set('dir', '/tmp')",
    "stops the cache": "cache.execute_command('SHUTDOWN', 'NOSAVE')",
    "listens to the judge": "cache.execute_command('MONITOR')",
    "makes the cache follow another": "cache.execute_command('REPLICAOF', '127.0.0.1', '1')",
}


def test_what_the_owner_of_the_engines_alone_may_do() -> None:
    """Each of these tries is refused with an error of the engine's, and everything goes on."""
    tries = "\n".join(
        f"def try_{number}():\n" + "\n".join("    " + line for line in code.strip().splitlines())
        for number, code in enumerate(FORBIDDEN.values())
    )
    answer = f"""
{tries}
def work():
    allowed = []
    for number, name in enumerate({list(FORBIDDEN)!r}):
        try:
            globals()[f"try_{{number}}"]()
        except AssertionError:
            raise
        except Exception:
            continue
        allowed.append(name)
    return "done" if not allowed else "allowed: " + ", ".join(allowed)
"""
    outcome = graded(answer)
    assert outcome.earned == 1, outcome.by_id()["work_done"].reason


GROWING = {
    "postgres": """
import threading, psycopg
def grow():
    with psycopg.connect(pg.url) as one:
        one.execute("SELECT length(string_agg(repeat(i::text || 'x', 20000000), '')) FROM generate_series(1, 20) i")
def work():
    threads = [threading.Thread(target=grow) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return "grown"
""",
    "redis": """
def work():
    for number in range(1000):
        cache.set(f"big{number}", "x" * 8_000_000)
    return "grown"
""",
}


@pytest.mark.parametrize("engine", GROWING)
def test_engines_that_are_made_too_large_are_ended_and_the_reason_says_so(engine: str) -> None:
    outcome = graded(GROWING[engine])
    assert outcome.earned == 0
    assert "made its engines too large" in (outcome.by_id()["work_done"].reason or ""), outcome


def test_postgres_is_copied_and_not_made_anew_for_each_submission() -> None:
    """initdb takes seconds, and gives each cluster an identity of its own; a copy has that of its template."""
    answer = "def work():\n    return str(pg.execute('SELECT * FROM pg_control_system()').fetchone()[2])"
    one, two = (graded(answer).by_id()["work_done"].reason or "" for _ in range(2))
    assert one == two
    assert one.split("got:")[1].strip().strip("'").isdigit()
