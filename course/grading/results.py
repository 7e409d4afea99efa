"""What the gradebook knows of one assignment, student by student: what feedback and export are made from."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nbgrader import api
from sqlalchemy import select

from course.engines.paths import PROJECT
from course.grading import gradebook, intake, late, records
from course.grading.assignment import Assignment
from course.grading.grade import Settings
from course.grading.records import Record

State = Literal["marked", "to mark", "not graded", "nothing handed in"]


class NoMarks(ValueError):
    """There is nothing in the gradebook to show; the message says what to do."""


@dataclass(frozen=True)
class Mark:
    """One graded cell: points earned of `of`. `waiting`: a person has still to mark it; its points count as none."""

    points: float
    of: float
    waiting: bool = False


@dataclass(frozen=True)
class Result:
    """One student's. `submitted` is naive UTC, `penalty` in points, `marks` and `comments` are by grade_id.

    `why` says in a sentence what is missing when the state is "not graded".
    """

    student: str
    state: State
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    submitted: datetime.datetime | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    penalty: float = 0.0
    comments: dict[str, str] = field(default_factory=dict)
    record: Record | None = None
    why: str = ""

    @property
    def earned(self) -> float:
        """Points so far, before lateness."""
        return sum(mark.points for mark in self.marks.values())

    @property
    def total(self) -> float:
        """Points that count."""
        return max(0.0, self.earned - self.penalty)

    @property
    def waiting(self) -> list[str]:
        """Ids of the cells that a person has still to mark."""
        return [grade_id for grade_id, mark in self.marks.items() if mark.waiting]

    @property
    def graded(self) -> bool:
        """Whether there are marks, be it without those of a person."""
        return self.state in ("marked", "to mark")


@contextlib.contextmanager
def opened(root: Path = PROJECT) -> Iterator[api.Gradebook]:
    """The course's gradebook, which must be there already. Raises NoMarks, GradebookUnusable."""
    settings = Settings(root=root).configured()
    if settings.database.startswith("sqlite:///") and not Path(settings.database.removeprefix("sqlite:///")).exists():
        raise NoMarks("There is no gradebook yet: `course grade ASSIGNMENT` makes it.")
    with gradebook.opened(settings.database, settings.course_id) as book:
        yield book


def read(book: api.Gradebook, assignment: Assignment, root: Path = PROJECT) -> list[Result]:
    """Everyone the gradebook or `submitted/` knows, by student id, with penalties brought up to date.

    Raises NoMarks when the assignment was never graded, Unclear for a late policy that cannot be meant.
    """
    late.refresh(book, assignment.name, root)
    known = book.db.execute(select(api.Assignment.id).where(api.Assignment.name == assignment.name)).first()
    if known is None:
        raise NoMarks(f"{assignment.name} was not graded yet: run `course grade {assignment.name}`.")
    submissions = _submissions(book, assignment.name)
    marks, comments = _marks(book, assignment), _comments(book, assignment.name)
    remembered = records.everyone(book, assignment.name)
    handed_in = set(intake.students(root, assignment.name))
    people = {row.id: row for row in book.db.execute(select(api.Student)).scalars()}
    found = []
    for student in sorted({*people, *handed_in}):
        time, penalty = submissions.get(student, (None, 0.0))
        record = remembered.get(student)
        why = _missing(assignment, root, student, record, marks.get(student), student in handed_in)
        state: State = "nothing handed in"
        if student in submissions or student in handed_in:
            waiting = any(mark.waiting for mark in marks.get(student, {}).values())
            state = "not graded" if why else "to mark" if waiting else "marked"
        person = people.get(student)
        found.append(
            Result(
                student,
                state,
                (person and person.first_name) or "",
                (person and person.last_name) or "",
                (person and person.email) or "",
                (person and person.lms_user_id) or "",
                time,
                marks.get(student, {}) if state in ("marked", "to mark") else {},
                penalty if state in ("marked", "to mark") else 0.0,
                comments.get(student, {}),
                record,
                why if state == "not graded" else "",
            )
        )
    book.db.rollback()  # reading leaves no transaction open
    return found


def _missing(
    assignment: Assignment,
    root: Path,
    student: str,
    record: Record | None,
    marks: dict[str, Mark] | None,
    handed_in: bool,
) -> str:
    again = f"run `course grade {assignment.name}`"
    if not marks:
        return f"not graded yet: {again}"
    if record is not None and record.broken:
        return f"the grader failed on it ({(record.problem or 'no reason').splitlines()[0][:200]}): {again}"
    if set(marks) != {cell.id for cell in assignment.cells if cell.kind in ("test", "written")}:
        return f"graded with another version of the assignment: {again}"
    if record is not None and handed_in:
        now = intake.read(root, assignment.name, student).content_hash
        if now != record.content_hash:
            return f"handed in again after it was graded: {again}"
    return ""


def _submissions(book: api.Gradebook, name: str) -> dict[str, tuple[datetime.datetime | None, float]]:
    query = (
        select(
            api.SubmittedAssignment.student_id,
            api.SubmittedAssignment.timestamp,
            api.SubmittedNotebook.late_submission_penalty,
        )
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .outerjoin(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .where(api.Assignment.name == name)
    )
    return {student: (time, penalty or 0.0) for student, time, penalty in book.db.execute(query)}


def _marks(book: api.Gradebook, assignment: Assignment) -> dict[str, dict[str, Mark]]:
    order = {cell.id: place for place, cell in enumerate(assignment.cells) if cell.id}
    found: dict[str, dict[str, Mark]] = {}
    rows = gradebook.marks(book, assignment.name)
    for student, cell, automatic, manual, extra, waiting, _ in sorted(rows, key=lambda row: order.get(row[1], 0)):
        base = manual if manual is not None else automatic
        known = assignment.by_id.get(cell)
        mark = Mark((base or 0.0) + (extra or 0.0), known.points if known else 0.0, bool(waiting))
        found.setdefault(student, {})[cell] = mark
    return found


def _comments(book: api.Gradebook, name: str) -> dict[str, dict[str, str]]:
    """What a person wrote about an answer."""
    query = (
        select(api.SubmittedAssignment.student_id, api.BaseCell.name, api.Comment.manual_comment)
        .join(api.BaseCell, api.BaseCell.id == api.Comment.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Comment.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == name)
    )
    found: dict[str, dict[str, str]] = {}
    for student, cell, comment in book.db.execute(query):
        if comment and comment.strip():
            found.setdefault(student, {})[cell] = comment.strip()
    return found
