"""What the grader remembers of each submission, in a table of its own beside nbgrader's, in the same database.

It is written in the transaction that writes the marks: a submission whose record fits is graded, completely, from
exactly that content; everything else is graded (again).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment
from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, delete, insert, select

METADATA = MetaData()
TABLE = Table(
    "course_record",
    METADATA,
    Column("submission_id", String(32), primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("graded_at", DateTime(), nullable=False),
    Column("problem", Text()),
    Column("details", Text(), nullable=False),  # JSON: warnings, reasons, answers
)


@dataclass(frozen=True)
class Record:
    """`content_hash`: sha256 of the notebook that was graded. `fingerprint`: of the assignment and the grader.

    `problem` concerns the whole submission. `reasons` say by grade_id why points were lost; `answers` are sha256 of
    what the student wrote, by grade_id, which tells whether a manual mark still fits.
    """

    content_hash: str
    fingerprint: str
    graded_at: datetime.datetime
    problem: str | None = None
    warnings: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def create_table(gradebook: Gradebook) -> None:
    """Make the table if it is not there yet."""
    METADATA.create_all(gradebook.engine)


def find(gradebook: Gradebook, assignment: str, student: str) -> Record | None:
    """The record of one student's submission; None when it was never graded by the course."""
    return everyone(gradebook, assignment, [student]).get(student)


def everyone(gradebook: Gradebook, assignment: str, students: list[str] | None = None) -> dict[str, Record]:
    """All records of an assignment, by student."""
    create_table(gradebook)
    query = (
        select(Student.id, TABLE)
        .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(TABLE, TABLE.c.submission_id == SubmittedAssignment.id)
        .where(Assignment.name == assignment)
    )
    if students is not None:
        query = query.where(Student.id.in_(students))
    rows = gradebook.db.execute(query).mappings().all()
    found = {row["id"]: _record(row) for row in rows}
    gradebook.db.rollback()  # reading leaves no transaction open
    return found


def find_in(session: Any, submission_id: str) -> Record | None:
    """The record of a submission, within the caller's transaction."""
    row = session.execute(select(TABLE).where(TABLE.c.submission_id == submission_id)).mappings().first()
    return None if row is None else _record(row)


def put(session: Any, submission_id: str, record: Record) -> None:
    """Replace the record of a submission, within the caller's transaction."""
    details = {
        "warnings": record.warnings,
        "reasons": record.reasons,
        "answers": record.answers,
        "broken": record.broken,
    }
    session.execute(delete(TABLE).where(TABLE.c.submission_id == submission_id))
    session.execute(
        insert(TABLE).values(
            submission_id=submission_id,
            content_hash=record.content_hash,
            fingerprint=record.fingerprint,
            graded_at=record.graded_at,
            problem=record.problem,
            details=json.dumps(details),
        )
    )


def _record(row: Any) -> Record:
    return Record(
        row["content_hash"], row["fingerprint"], row["graded_at"], row["problem"], **json.loads(row["details"])
    )
