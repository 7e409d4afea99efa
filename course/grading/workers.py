"""Where submissions are run: on this machine or on a Dask cluster; one submission is one plain function call."""

from __future__ import annotations

import contextlib
import json
import os
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from course.grading.assignment import Assignment, Cell
from course.grading.intake import Submission
from course.grading.limits import Limits
from course.grading.outcome import Outcome
from course.grading.run import run_notebook
from course.grading.sandbox import NoSandbox

TRIES_ON_CLUSTER = 5  # a worker that dies takes its submission with it; it is given to another


class NoCluster(RuntimeError):
    """The Dask cluster cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """What a worker needs to know of all submissions: plain data."""

    name: str
    cells: tuple[tuple[str, str, str, float], ...]
    limits: dict[str, Any]
    sandbox: str | None

    @staticmethod
    def of(assignment: Assignment, limits: Limits, sandbox: str | None) -> Job:
        """The job of grading `assignment`."""
        cells = tuple((cell.kind, cell.id, cell.source, cell.points) for cell in assignment.cells)
        return Job(assignment.name, cells, limits.to_json(), sandbox)


def work(job: Job, notebook: dict[str, Any]) -> dict[str, Any]:
    """Run one submission; the Outcome as plain data. Only NoSandbox is raised: it concerns all submissions."""
    assignment = Assignment(job.name, tuple(Cell(*cell) for cell in job.cells))  # type: ignore[arg-type]
    try:
        return run_notebook(assignment, notebook, Limits(**job.limits), job.sandbox).to_json()
    except NoSandbox:
        raise
    except Exception as error:  # the grader's own fault: this submission is set aside, the others go on
        where = traceback.format_exc(limit=-3)
        return Outcome([], broken=f"the grader failed: {type(error).__name__}: {error}\n{where}").to_json()


def here(job: Job, submissions: Iterable[Submission], workers: int | None) -> Iterator[tuple[Submission, Outcome]]:
    """Run on this machine, `workers` at a time (default: one for each processor). Outcomes come as they are ready."""
    count = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else workers or os.cpu_count()
    # The work is done by processes; a thread starts them and waits.
    with ThreadPoolExecutor(count) as pool:
        waiting: dict[Any, Submission] = {}
        try:
            queue = iter(submissions)
            for submission in queue:
                waiting[pool.submit(work, job, submission.notebook or {})] = submission
                if len(waiting) >= 2 * (count or 1):
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)
        finally:
            for future in waiting:
                future.cancel()


def _finished(waiting: dict[Any, Submission]) -> Iterator[tuple[Submission, Outcome]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        submission = waiting.pop(future)
        yield submission, Outcome.from_json(future.result())


def on_cluster(job: Job, submissions: Iterable[Submission], scheduler: str) -> Iterator[tuple[Submission, Outcome]]:
    """Run on the Dask cluster at `scheduler` (`tcp://host:port`). Its workers need the course and a sandbox.

    A submission whose worker dies is run again on another one. Raises NoCluster.
    """
    try:
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise NoCluster("Dask is not installed: pip install -r requirements.lock brings it.") from None
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"No Dask scheduler answers at {scheduler}: {error}") from None
    with contextlib.closing(client):
        if not client.scheduler_info()["workers"]:
            raise NoCluster(
                f"The Dask scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`."
            )
        shared = client.scatter(job, broadcast=True, hash=False)
        futures = {}
        for submission in submissions:
            text = json.dumps(submission.notebook or {})
            future = client.submit(_on_worker, shared, text, pure=False, retries=TRIES_ON_CLUSTER)
            futures[future.key] = (future, submission)
        for future in as_completed([one for one, _ in futures.values()], loop=client.loop):
            _, submission = futures.pop(future.key)
            # Not by its status: a worker that dies takes along what it had finished and nobody had fetched yet. Such a
            # future is pending again while another worker does it again, and result() waits for that.
            try:
                outcome = Outcome.from_json(future.result())
            except NoSandbox:
                raise
            except KilledWorker:
                outcome = Outcome([], broken="the cluster gave no result: its workers died several times")
            except Exception as failure:
                outcome = Outcome([], broken=f"the cluster gave no result: {type(failure).__name__}: {failure}")
            yield submission, outcome


def _on_worker(job: Job, notebook: str) -> dict[str, Any]:
    return work(job, json.loads(notebook))
