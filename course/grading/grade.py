"""Grades an assignment's submissions: what is not graded yet, in parallel, each in one transaction, resumable."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from course.engines.paths import PROJECT, state_dir
from course.grading import autograded, gradebook, intake, leftovers, records, workers
from course.grading.assignment import Assignment, load, released_answers
from course.grading.intake import Submission
from course.grading.late import due, penalty
from course.grading.limits import Limits
from course.grading.outcome import CellOutcome, Outcome
from course.grading.sandbox import choose
from course.practice.settings import nbgrader_config

# What decides marks, beside the assignment: a change in any of these means that everything is graded again.
DECIDES = [
    "channel.py",
    "codec.py",
    "endpoint.py",
    "engine_side.py",
    "inside.py",
    "judge_side.py",
    "merge.py",
    "names.py",
    "remote.py",
    "run.py",
    "student_side.py",
    "watch.py",
    "limits.py",
]


class Busy(RuntimeError):
    """Another grader is at work on this gradebook."""


@dataclass
class Summary:
    """What a run did. `graded` has each submission of this run with its points; `skipped` were graded before."""

    assignment: Assignment
    graded: dict[str, Outcome] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    seconds: float = 0.0
    backup: Path | None = None


@dataclass(frozen=True)
class Settings:
    """Where and how: nbgrader's `db_url` and `course_id`; everything else as on the command line."""

    root: Path = PROJECT
    db_url: str = ""
    course_id: str = "backend-engineering"
    workers: int | None = None
    scheduler: str | None = None
    sandbox: str | None = None
    limits: Limits = field(default_factory=Limits)
    again: bool = False

    def configured(self) -> Settings:
        """These settings with the gradebook and the course of nbgrader_config.py."""
        about = nbgrader_config(self.root).get("CourseDirectory", {})
        return replace(self, db_url=about.get("db_url", self.db_url), course_id=about.get("course_id", self.course_id))

    @property
    def database(self) -> str:
        """The gradebook's URL."""
        return self.db_url or f"sqlite:///{self.root / 'gradebook.db'}"


Told = Callable[[str, int, int, Outcome | None], None]  # (student, done, of how many, its outcome; None at the start)


def grade(
    name: str, students: Sequence[str] | None = None, settings: Settings | None = None, told: Told | None = None
) -> Summary:
    """Grade the submissions of assignment `name` that are new, changed, or were graded with other tests.

    Interrupted at any moment, the next call does exactly the rest. With `settings.again`, everything is graded anew.
    Raises NoAssignment, NoSandbox, NoCluster, GradebookUnusable, Busy.
    """
    settings = settings or Settings()
    assignment = load(name, settings.root)
    if settings.scheduler is None:
        choose(settings.sandbox)  # before anything is touched
    began = time.monotonic()
    leftovers.clear()
    with _alone(settings), gradebook.opened(settings.database, settings.course_id) as book:
        summary = Summary(assignment, backup=gradebook.back_up(settings.database, settings.root / "backups"))
        gradebook.enter(book, assignment, due(name, settings.root))
        stamp = fingerprint(assignment)
        here = intake.students(settings.root, name)
        summary.odd = intake.odd_folders(settings.root, name)
        summary.unknown = sorted(set(students or ()) - set(here))
        before = {} if settings.again else records.everyone(book, name)
        waiting = []
        for student in here if students is None else [one for one in here if one in set(students)]:
            submission = intake.read(settings.root, name, student)
            if _is_graded(submission, before.get(student), stamp, settings.root, name):
                summary.skipped.append(student)
            else:
                waiting.append(submission)
        for submission, outcome in _outcomes(assignment, waiting, settings, told):
            outcome = _marked(assignment, outcome)
            keep(book, assignment, submission, outcome, stamp, settings)
            summary.graded[submission.student] = outcome
            if told is not None:
                told(submission.student, len(summary.graded), len(waiting), outcome)
    summary.seconds = time.monotonic() - began
    return summary


def fingerprint(assignment: Assignment) -> str:
    """What a mark depends on beside the submission: the assignment, and the grader's own code."""
    digest = hashlib.sha256(assignment.fingerprint.encode())
    for name in DECIDES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


def _is_graded(submission: Submission, record: records.Record | None, stamp: str, root: Path, name: str) -> bool:
    return (
        record is not None
        and not record.broken
        and (record.content_hash, record.fingerprint) == (submission.content_hash, stamp)
        and autograded.path_of(root, submission.student, name).exists()
    )


def _outcomes(
    assignment: Assignment, waiting: list[Submission], settings: Settings, told: Told | None
) -> Iterator[tuple[Submission, Outcome]]:
    if told is not None:
        told("", 0, len(waiting), None)
    for submission in waiting:
        if submission.notebook is None:
            yield submission, unreadable(assignment, submission)
    runnable = [submission for submission in waiting if submission.notebook is not None]
    if not runnable:
        return
    job = workers.Job.of(assignment, settings.limits, settings.sandbox)
    if settings.scheduler is not None:
        yield from workers.on_cluster(job, runnable, settings.scheduler)
    else:
        yield from workers.here(job, runnable, settings.workers)


def unreadable(assignment: Assignment, submission: Submission) -> Outcome:
    """The outcome of a submission that cannot be read: nothing earned, and the reason."""
    cells = [
        CellOutcome(cell.kind, cell.id, "" if cell.kind in ("answer", "written") else cell.source, [],
                    0.0 if cell.points else None, cell.points, submission.problem if cell.points else None)
        for cell in assignment.cells
    ]  # fmt: skip
    return Outcome(cells, problem=submission.problem)


def _marked(assignment: Assignment, outcome: Outcome) -> Outcome:
    """Written answers that were left as they came earn nothing; the others wait for a person."""
    released = released_answers(assignment)
    cells = []
    for cell in outcome.cells:
        if cell.kind == "written" and cell.points is None and cell.source.strip() in ("", released.get(cell.id)):
            cell = CellOutcome(cell.kind, cell.id, cell.source, [], 0.0, cell.max_points, "not answered")
        cells.append(cell)
    return Outcome(cells, outcome.problem, outcome.warnings, outcome.broken, outcome.seconds)


def keep(
    book: Gradebook, assignment: Assignment, submission: Submission, outcome: Outcome, stamp: str, settings: Settings
) -> None:
    """First the notebook, then the marks: marks in the gradebook say that both are there."""
    path = autograded.path_of(settings.root, submission.student, assignment.name)
    autograded.write(path, autograded.compose(assignment, outcome))

    def late(name: str, score: float, submitted: Any) -> float | None:
        return penalty(name, score, submitted, settings.root)

    gradebook.save(book, assignment, submission, outcome, stamp, late)


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One grader at a time for each gradebook: two would do the same work twice."""
    key = hashlib.sha256(settings.database.encode()).hexdigest()[:16]
    with open(state_dir() / f"grading-{key}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy("Another `course grade` is at work on this gradebook. Wait for it, or stop it.") from None
        yield
