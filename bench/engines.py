"""The first connection to each embedded engine, as a new kernel makes it, beside the plain way to start PostgreSQL.

And RabbitMQ's start beside one with RabbitMQ's own settings of its threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course.engines.catalogue import ENGINES
from course.engines.ports import free_port
from course.engines.postgres import as_server_user, postgres_program
from course.engines.rabbitmq import BUSY_WAITING

# One kernel's first call: the import is paid once a kernel and told apart from the connection.
KERNEL = """
import time
began = time.perf_counter()
from course import engines
call = engines.{name}
imported = time.perf_counter()
call()
print(imported - began, time.perf_counter() - imported)
"""

RABBITMQ = """
import importlib, time
rabbitmq = importlib.import_module("course.engines.rabbitmq")
rabbitmq.BUSY_WAITING = {flags!r}
began = time.perf_counter()
rabbitmq.start()
print(time.perf_counter() - began)
"""


def first_connections(rounds: int) -> dict[str, dict[str, list[float]]]:
    """Seconds by engine: `import` and `connect`, one value a round, each in a Python of its own.

    `postgres, nothing prepared` has an empty state folder; every other one finds what an earlier run prepared.
    """
    names = [info.name for info in ENGINES if info.tier == "embedded"]
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory(prefix="course bench ") as state:
        for name in names:
            _kernel(name, state)
        for _ in range(rounds):
            for name in names:
                _note(found, name, _kernel(name, state))
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="course bench ") as empty:
            _note(found, "postgres, nothing prepared", _kernel("postgres", empty))
    return found


def plain_postgres(rounds: int) -> dict[str, list[float]]:
    """Seconds for `initdb` and for `pg_ctl start`, with the same programs and their own defaults, by round."""
    found: dict[str, list[float]] = {"initdb": [], "pg_ctl start": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
            data, user = Path(folder) / "data", as_server_user()
            found["initdb"].append(_seconds([*user, str(postgres_program("initdb")), "-D", str(data), "-U", "course"]))
            options = f"-p {free_port()} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            control = [*user, str(postgres_program("pg_ctl")), "-D", str(data), "-w"]
            found["pg_ctl start"].append(_seconds([*control, "-l", str(data / "log"), "-o", options, "start"]))
            _seconds([*control, "-m", "immediate", "stop"])
    return found


def rabbitmq_starts(rounds: int) -> dict[str, list[float]]:
    """Seconds until a new node answers, by round: as `engines.rabbitmq` sets its threads, and as RabbitMQ does."""
    sides = {"rabbitmq": BUSY_WAITING, "rabbitmq, its own threads": ""}
    found: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, flags in sides.items():
            with tempfile.TemporaryDirectory(prefix="course-bench-") as state:
                found[side] += _printed(RABBITMQ.format(flags=flags), state)
    return found


def _kernel(name: str, state: str) -> tuple[float, float]:
    imported, connected = _printed(KERNEL.format(name=name), state)
    return imported, connected


def _printed(program: str, state: str) -> list[float]:
    """The numbers in the last line that a Python of its own prints."""
    env = {**os.environ, "COURSE_STATE": state}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [float(number) for number in done.stdout.splitlines()[-1].split()]


def _note(found: dict[str, dict[str, list[float]]], name: str, seconds: tuple[float, float]) -> None:
    entry = found.setdefault(name, {"import": [], "connect": []})
    entry["import"].append(seconds[0])
    entry["connect"].append(seconds[1])


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
    return time.perf_counter() - began
