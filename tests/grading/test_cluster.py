"""Grading on a Dask cluster: the same marks as here, also when a worker is killed in the middle."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from course.grading.grade import Settings, grade
from course.grading.outcome import Outcome
from course.grading.workers import NoCluster
from tests.engines.test_server import within
from tests.grading import classroom, small
from tests.grading.test_grade import points


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(**options, worker_dashboard_address=None, silence_logs=50) as made:
        yield made


def grade_while_a_worker_dies(cluster: LocalCluster, root: Path, kill: Callable[[int], None]) -> None:
    """`kill` is called once, in the middle, with the process id of a worker; every mark must be there, once."""
    small.write_small(root)
    expected = classroom.hand_in_all(root)
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    told: Counter[str] = Counter()
    killed = False

    def watch(student: str, done: int, total: int, outcome: Outcome | None) -> None:
        nonlocal killed
        told[student] += outcome is not None
        if done >= 8 and not killed:
            killed = True
            kill(pids[0])

    found = grade(small.NAME, settings=Settings(root=root, scheduler=cluster.scheduler_address), told=watch)
    assert killed
    assert not [outcome.broken for outcome in found.graded.values() if outcome.broken]
    assert points(root) == expected
    assert all(times == 1 for student, times in told.items() if student)


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_done_twice(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    def kill(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    grade_while_a_worker_dies(cluster, tmp_path, kill)


def test_what_a_killed_worker_had_finished_and_nobody_had_fetched_is_done_again(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    def unfinished() -> int:
        return sum(task.state != "memory" for task in cluster.scheduler.tasks.values())

    def kill(pid: int) -> None:
        assert within(60, lambda: not unfinished())
        os.kill(pid, signal.SIGKILL)
        assert within(30, lambda: unfinished() > 0)
        time.sleep(0.2)  # the client hears of it

    grade_while_a_worker_dies(cluster, tmp_path, kill)


def test_no_scheduler_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    small.write_small(tmp_path)
    classroom.hand_in_all(tmp_path)
    with pytest.raises(NoCluster, match="No Dask scheduler answers"):
        grade(small.NAME, settings=Settings(root=tmp_path, scheduler="tcp://127.0.0.1:1"))
