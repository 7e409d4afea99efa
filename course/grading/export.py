"""Marks as a table for other programs: CSV with everything, and what the gradebooks of Canvas and Moodle import.

Canvas takes a first row with Student, ID, SIS User ID, SIS Login ID, Section and one column an assignment, and a second
row «Points Possible» (Instructor guide, "How do I import grades in the Gradebook?"); it finds a student by its own
number (nbgrader's `lms_user_id`) and otherwise by login. Moodle asks at import which column identifies the student and
which are marks ("Grade import"); an empty mark means no grade in both.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.engines.paths import PROJECT
from course.grading import results
from course.grading.assignment import Assignment, assignments, load
from course.grading.results import NoMarks, Result
from course.grading.tasks import tasks

CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# A spreadsheet takes a field that begins with one of these for a formula, also in the full-width form.
FORMULA = tuple("=+-@|%＝＋－＠")


class Incomplete(ValueError):
    """Marks are missing; the message says whose, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """The marks of one assignment, by student."""

    assignment: Assignment
    of: dict[str, Result]


@dataclass(frozen=True)
class Export:
    """`text` is the file; `notes` are sentences about what is missing in it."""

    text: str
    notes: list[str]


def export(
    name: str | None = None,
    root: Path = PROJECT,
    *,
    form: str = "csv",
    partial: bool = False,
    missing_as_zero: bool = False,
) -> Export:
    """The marks of one assignment, or of all that were graded, in the form "csv", "canvas" or "moodle".

    Raises Incomplete when marks are missing and `partial` was not asked for; NoMarks, NoAssignment, GradebookUnusable,
    Unclear.
    """
    write = FORMS[form]
    sheets = []
    with results.opened(root) as book:
        for one in [name] if name else assignments(root):
            try:
                assignment = load(one, root)
                sheets.append(Sheet(assignment, {r.student: r for r in results.read(book, assignment, root)}))
            except NoMarks:
                if name:
                    raise
    if not sheets:
        raise NoMarks("Nothing was graded yet: run `course grade ASSIGNMENT`.")
    notes = [note for sheet in sheets for note in _notes(sheet)]
    if notes and not partial:
        raise Incomplete("\n".join([*notes, "Export what there is with --partial."]))
    students = sorted({student for sheet in sheets for student in sheet.of})
    return Export(_csv(write(sheets, students, missing_as_zero)), notes)


def save(text: str, path: Path) -> None:
    """Write the file in one step, for its owner alone: marks are private. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def inert(text: str) -> str:
    """Text that no spreadsheet runs: control characters become blanks, what looks like a formula gets an apostrophe."""
    plain = CONTROLS.sub(" ", text)
    return f"'{plain}" if plain.lstrip().startswith(FORMULA) else plain


def number(value: float) -> str:
    """Points with at most two decimals, as Canvas and Moodle compare them."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")


def _plain(sheets: list[Sheet], students: list[str], missing_as_zero: bool) -> list[list[str]]:
    """One row a student: points of each task, then what came of them."""
    header = ["student", "last_name", "first_name", "email"]
    for sheet in sheets:
        prefix = f"{sheet.assignment.name}: " if len(sheets) > 1 else ""
        names = [f"{task.name} (of {number(task.points)})" for task in tasks(sheet.assignment)]
        names += ["points", "late_penalty", "total", "out_of", "to_mark", "submitted", "note"]
        header += [f"{prefix}{name}" for name in names]
    rows = [[inert(name) for name in header]]
    for student in students:
        row = _person(sheets, student)
        for sheet in sheets:
            row += _marks(sheet, sheet.of.get(student), missing_as_zero)
        rows.append(row)
    return rows


def _marks(sheet: Sheet, result: Result | None, missing_as_zero: bool) -> list[str]:
    parts = tasks(sheet.assignment)
    out_of = number(sheet.assignment.points)
    if result is None or result.state == "nothing handed in":
        total = "0" if missing_as_zero else ""
        return [*([""] * len(parts)), "", "", total, out_of, "", "", "nothing handed in"]
    if not result.graded:
        return [*([""] * len(parts)), "", "", "", out_of, "", _time(result), inert(result.why)]
    by_task = [sum(result.marks[cell.id].points for cell in task.cells if cell.id in result.marks) for task in parts]
    note = result.record.problem if result.record and result.record.problem else ""
    return [
        *map(number, by_task),
        number(result.earned),
        number(result.penalty),
        number(result.total),
        out_of,
        inert(" ".join(result.waiting)),
        _time(result),
        inert(note.splitlines()[0][:300] if note else ""),
    ]


def _canvas(sheets: list[Sheet], students: list[str], missing_as_zero: bool) -> list[list[str]]:
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows = [
        [*header, *(inert(sheet.assignment.name) for sheet in sheets)],
        ["    Points Possible", "", "", "", "", *(number(sheet.assignment.points) for sheet in sheets)],
    ]
    for student in students:
        _, last, first, _ = _person(sheets, student)
        about = _about(sheets, student)
        name = ", ".join(part for part in (last, first) if part)
        if not name or "Points Possible" in name:  # Canvas would take such a row for the one about assignments
            name = inert(student)
        marks = [_total(sheet.of.get(student), missing_as_zero) for sheet in sheets]
        rows.append([name, inert(about.lms_id), "", inert(student), "", *marks])
    return rows


def _moodle(sheets: list[Sheet], students: list[str], missing_as_zero: bool) -> list[list[str]]:
    header = ["Username", "Last name", "First name", "Email address", "ID number"]
    for sheet in sheets:
        header += [inert(sheet.assignment.name), f"{inert(sheet.assignment.name)} feedback"]
    rows = [header]
    for student in students:
        row = [*_person(sheets, student), inert(_about(sheets, student).lms_id)]
        for sheet in sheets:
            result = sheet.of.get(student)
            row += [_total(result, missing_as_zero), _in_words(sheet, result)]
        rows.append(row)
    return rows


FORMS: dict[str, Callable[[list[Sheet], list[str], bool], list[list[str]]]] = {
    "csv": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
}


def _total(result: Result | None, missing_as_zero: bool) -> str:
    """The mark for a learning platform; empty where it is not final, as a platform has no mark for "so far"."""
    if result is None or result.state == "nothing handed in":
        return "0" if missing_as_zero else ""
    return number(result.total) if result.state == "marked" else ""


def _in_words(sheet: Sheet, result: Result | None) -> str:
    """Feedback that holds nothing a student wrote: Moodle shows it as HTML."""
    if result is None or result.state != "marked":
        return ""
    parts = []
    for task in tasks(sheet.assignment):
        points = sum(result.marks[cell.id].points for cell in task.cells if cell.id in result.marks)
        parts.append(f"{task.name}: {number(points)} of {number(task.points)}")
    late = f"; late: -{number(result.penalty)}" if result.penalty else ""
    return inert("; ".join(parts) + late)


def _person(sheets: list[Sheet], student: str) -> list[str]:
    about = _about(sheets, student)
    return [inert(one) for one in (student, about.last_name, about.first_name, about.email)]


def _about(sheets: list[Sheet], student: str) -> Result:
    return next(sheet.of[student] for sheet in sheets if student in sheet.of)


def _time(result: Result) -> str:
    return f"{result.submitted:%Y-%m-%d %H:%M:%S} UTC" if result.submitted else ""


def _notes(sheet: Sheet) -> list[str]:
    name = sheet.assignment.name
    found = [f"{name}, {r.student}: {r.why}." for r in sheet.of.values() if r.state == "not graded"]
    if waiting := [r.student for r in sheet.of.values() if r.state == "to mark"]:
        found.append(
            f"{name}: {len(waiting)} with written answers that nobody has marked yet ({_some(waiting)}). "
            "nbgrader's formgrader is the place to mark them."
        )
    return found


def _some(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
