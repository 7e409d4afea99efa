"""nbgrader's gradebook, written one submission at a time: all of its marks in one transaction, or none."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nbgrader import api
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from course.grading import records
from course.grading.assignment import Assignment
from course.grading.intake import Submission
from course.grading.outcome import CellOutcome, Outcome
from course.grading.records import Record

BACKUPS_KEPT = 10
Penalty = Callable[[str, float, datetime.datetime | None], float | None]  # (assignment, score, submitted) -> points


class GradebookUnusable(RuntimeError):
    """The gradebook cannot be opened, read or copied; the message says what to do."""


@contextlib.contextmanager
def opened(db_url: str, course_id: str) -> Iterator[api.Gradebook]:
    """The gradebook, with the course's own table in it. Raises GradebookUnusable."""
    # nbgrader asks the program `alembic` for the version of a new gradebook; it lies beside this Python.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    try:
        gradebook = api.Gradebook(db_url, course_id)
        records.create_table(gradebook)
    except (DatabaseError, OperationalError, ImportError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise GradebookUnusable(f"The gradebook {without_password(db_url)} cannot be opened: {said}") from None
    try:
        yield gradebook
    finally:
        gradebook.close()


def without_password(db_url: str) -> str:
    """A database URL that may be shown."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:…@", db_url)


def enter(gradebook: api.Gradebook, assignment: Assignment, due: datetime.datetime | None) -> None:
    """Bring the gradebook's copy of the assignment up to date, in one transaction.

    Cells that the instructor removed go, with the marks that they carried; `due` is naive UTC.
    """
    with _transaction(gradebook) as session:
        row = session.scalar(select(api.Assignment).where(api.Assignment.name == assignment.name))
        if row is None:
            row = api.Assignment(name=assignment.name, course_id=gradebook.course_id)
            session.add(row)
        row.duedate = due
        notebook = next((one for one in row.notebooks if one.name == assignment.name), None)
        if notebook is None:
            notebook = api.Notebook(name=assignment.name, assignment=row, kernelspec='{"name": "python3"}')
            session.add(notebook)
        session.flush()
        _enter_cells(session, notebook, assignment)


def _enter_cells(session: Session, notebook: api.Notebook, assignment: Assignment) -> None:
    """Grade, solution and source rows. A cell that became another kind is a new one: its old marks go."""
    grade_kinds = {"test": "code", "written": "markdown"}
    wanted: dict[tuple[type, str], dict[str, Any]] = {}
    for cell in assignment.cells:
        if cell.kind in grade_kinds:
            wanted[api.GradeCell, cell.id] = {"max_score": cell.points, "cell_type": grade_kinds[cell.kind]}
        if cell.kind in ("answer", "written"):
            wanted[api.SolutionCell, cell.id] = {}
        if cell.kind != "text":
            wanted[api.SourceCell, cell.id] = {
                "cell_type": "markdown" if cell.kind == "written" else "code",
                "locked": cell.kind in ("given", "test"),
                "source": cell.source,
            }
    for kind in (api.GradeCell, api.SolutionCell, api.SourceCell):
        for row in session.scalars(select(kind).where(kind.notebook_id == notebook.id)).all():
            values = wanted.pop((kind, row.name), None)
            if values is None:
                if kind is not api.SourceCell:
                    session.execute(delete(api.Grade).where(api.Grade.cell_id == row.id))
                    session.execute(delete(api.Comment).where(api.Comment.cell_id == row.id))
                session.delete(row)
            else:
                for name, value in values.items():
                    setattr(row, name, value)
    session.flush()
    for (kind, name), values in wanted.items():
        session.add(kind(name=name, notebook_id=notebook.id, **values))
    session.flush()


def save(
    gradebook: api.Gradebook,
    assignment: Assignment,
    submission: Submission,
    outcome: Outcome,
    fingerprint: str,
    penalty: Penalty | None = None,
) -> None:
    """Replace everything that is known of one student's submission by `outcome`, in one transaction.

    A mark that a person gave stays where the student's answer is the one that it was given for; elsewhere it goes, and
    the cell asks for a mark again.
    """
    by_id = outcome.by_id()
    record = _record(submission, outcome, fingerprint)
    with _transaction(gradebook) as session:
        submitted = _submitted(session, assignment.name, submission)
        before = records.find_in(session, submitted.id)
        kept_answers = {} if before is None else before.answers
        notebook = session.scalars(
            select(api.SubmittedNotebook).where(api.SubmittedNotebook.assignment_id == submitted.id)
        ).one()
        cells = session.scalars(select(api.BaseCell).where(api.BaseCell.notebook_id == notebook.notebook_id)).all()
        same = {cell.id for cell in assignment.cells if kept_answers.get(cell.id) == record.answers.get(cell.id)}
        all_same = before is not None and kept_answers == record.answers
        for cell in cells:
            if isinstance(cell, api.GradeCell):
                fits = cell.name in same if by_id_kind(assignment, cell.name) == "written" else all_same
                _grade(session, notebook, cell, by_id.get(cell.name), outcome, keep_manual=fits)
            elif isinstance(cell, api.SolutionCell):
                _comment(session, notebook, cell, by_id.get(cell.name), keep_manual=cell.name in same)
        session.flush()
        notebook.late_submission_penalty = None
        if penalty is not None and outcome.broken is None:
            score = _score(session, notebook.id)
            notebook.late_submission_penalty = penalty(assignment.name, score, submission.submitted)
        records.put(session, submitted.id, record)


def by_id_kind(assignment: Assignment, name: str) -> str | None:
    """The kind of a cell by its grade_id."""
    cell = assignment.by_id.get(name)
    return None if cell is None else cell.kind


def _submitted(session: Session, assignment: str, submission: Submission) -> api.SubmittedAssignment:
    """The rows of the student, the submission and its notebook: found or made."""
    student = session.get(api.Student, submission.student)
    if student is None:
        student = api.Student(id=submission.student)
        session.add(student)
    of = session.scalars(select(api.Assignment).where(api.Assignment.name == assignment)).one()
    found = session.scalar(
        select(api.SubmittedAssignment).where(
            api.SubmittedAssignment.assignment_id == of.id, api.SubmittedAssignment.student_id == submission.student
        )
    )
    if found is None:
        found = api.SubmittedAssignment(assignment=of, student=student)
        session.add(found)
        session.flush()
        for notebook in of.notebooks:
            session.add(api.SubmittedNotebook(notebook=notebook, assignment=found))
    found.timestamp = submission.submitted
    session.flush()
    return found


def _grade(
    session: Session,
    notebook: api.SubmittedNotebook,
    cell: api.GradeCell,
    result: CellOutcome | None,
    outcome: Outcome,
    *,
    keep_manual: bool,
) -> None:
    grade = session.scalar(select(api.Grade).where(api.Grade.notebook_id == notebook.id, api.Grade.cell_id == cell.id))
    if grade is None:
        grade = api.Grade(cell=cell, notebook=notebook)
        session.add(grade)
    if not keep_manual:
        grade.manual_score = None
        grade.extra_credit = None
    if outcome.broken is not None:
        grade.auto_score, grade.needs_manual_grade = None, True
        return
    points = 0.0 if result is None else result.points
    grade.auto_score = points
    grade.needs_manual_grade = points is None and grade.manual_score is None


def _comment(
    session: Session,
    notebook: api.SubmittedNotebook,
    cell: api.SolutionCell,
    result: CellOutcome | None,
    *,
    keep_manual: bool,
) -> None:
    comment = session.scalar(
        select(api.Comment).where(api.Comment.notebook_id == notebook.id, api.Comment.cell_id == cell.id)
    )
    if comment is None:
        comment = api.Comment(cell=cell, notebook=notebook)
        session.add(comment)
    if not keep_manual:
        comment.manual_comment = None
    comment.auto_comment = None if result is None or not result.reason else result.reason[:2_000]


def _score(session: Session, notebook_id: str) -> float:
    return float(sum(session.scalars(select(api.Grade.score).where(api.Grade.notebook_id == notebook_id)).all()) or 0.0)


def _record(submission: Submission, outcome: Outcome, fingerprint: str) -> Record:
    answers = {
        cell.id: hashlib.sha256(cell.source.encode("utf-8", "surrogatepass")).hexdigest()
        for cell in outcome.cells
        if cell.kind in ("answer", "written")
    }
    return Record(
        content_hash=submission.content_hash,
        fingerprint=fingerprint,
        graded_at=datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0),
        problem=outcome.broken or outcome.problem,
        warnings=[*submission.warnings, *outcome.warnings],
        reasons={cell.id: cell.reason for cell in outcome.cells if cell.id and cell.reason},
        answers=answers,
        broken=outcome.broken is not None,
    )


@contextlib.contextmanager
def _transaction(gradebook: api.Gradebook) -> Iterator[Session]:
    """One transaction in a session of its own; nothing of it stays when something goes wrong."""
    with Session(gradebook.engine, future=True) as session, session.begin():
        yield session
    gradebook.db.remove()  # the shared session must not go on with rows from before


def marks(gradebook: api.Gradebook, assignment: str) -> list[tuple[Any, ...]]:
    """Every mark of an assignment in a fixed order: (student, cell, automatic, manual, extra, to mark, penalty)."""
    query = (
        select(
            api.SubmittedAssignment.student_id,
            api.BaseCell.name,
            api.Grade.auto_score,
            api.Grade.manual_score,
            api.Grade.extra_credit,
            api.Grade.needs_manual_grade,
            api.SubmittedNotebook.late_submission_penalty,
        )
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
        .order_by(api.SubmittedAssignment.student_id, api.BaseCell.name)
    )
    with Session(gradebook.engine) as session:
        return [tuple(row) for row in session.execute(query).all()]


def back_up(db_url: str, folder: Path) -> Path | None:
    """Copy the gradebook as it is into `folder`; the last ten copies are kept. None when there is nothing yet.

    SQLite is copied with its own backup, other databases with `pg_dump`. Raises GradebookUnusable.
    """
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    if db_url.startswith("sqlite:///"):
        source = Path(db_url.removeprefix("sqlite:///"))
        if not source.exists():
            return None
        copy = _fresh(folder, f"gradebook-{stamp}.db")
        try:
            with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(copy)) as new:
                old.backup(new)
                if new.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise sqlite3.DatabaseError("it is damaged")
        except sqlite3.Error as error:
            raise GradebookUnusable(
                f"{source} cannot be copied ({error}). The last good copy lies in {folder}; nothing was graded."
            ) from None
    else:
        copy = _fresh(folder, f"gradebook-{stamp}.sql")
        _dump(db_url, copy)
    kept = sorted(folder.glob("gradebook-*"))
    for old_copy in kept[:-BACKUPS_KEPT]:
        old_copy.unlink()
    return copy


def _fresh(folder: Path, name: str) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / name


def _dump(db_url: str, copy: Path) -> None:
    import subprocess

    from course.engines import postgres_program

    try:
        program = str(postgres_program("pg_dump"))
    except ValueError:
        raise GradebookUnusable("pg_dump is not on PATH: without it the gradebook cannot be backed up.") from None
    url = urlsplit(db_url)._replace(scheme="postgresql").geturl()
    done = subprocess.run([program, "--file", str(copy), url], capture_output=True, text=True, check=False)
    if done.returncode:
        raise GradebookUnusable(f"pg_dump could not copy the gradebook: {done.stderr.strip()[:300]}")
