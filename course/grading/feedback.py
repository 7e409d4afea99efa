"""One page for each student: marks, reasons in plain words, comments, and their own answers. Hidden tests stay hidden.

`feedback/STUDENT/NAME/NAME.html` needs nothing but itself and runs nothing (see `page`). What it says of the tests
comes from the instructor's notebook and the gradebook; of the graded notebook only the student's cells are shown.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT
from course.files import replace
from course.grading import autograded, intake, regions, results
from course.grading.assignment import Assignment, Cell, load, released_answers
from course.grading.export import number
from course.grading.page import block, code, page, text
from course.grading.results import Mark, Result
from course.grading.tasks import Task, tasks

FOLDER = "feedback"
# What nbgrader's release_feedback needs beside the page to give it back through the exchange.
BESIDE = ("timestamp.txt", "submission_secret.txt")
MAX_OWN_CELLS = 40
MAX_OUTPUTS = 20
TITLE = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)


@dataclass
class Done:
    """`written` are the pages, `notes` sentences about students without one, or with one that is not final."""

    written: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """A cell of the student's as it came out of grading."""

    kind: str
    id: str
    source: str
    outputs: list[dict[str, Any]]


def feedback(name: str, students: Sequence[str] | None = None, root: Path = PROJECT) -> Done:
    """Write the pages of `students` (of all that are graded without it).

    Raises NoAssignment, NoMarks, GradebookUnusable, Unclear; OSError when a page cannot be written.
    """
    assignment = load(name, root)
    with results.opened(root) as book:
        found = {result.student: result for result in results.read(book, assignment, root)}
    done = Done()
    done.notes += [f"{student}: not known here." for student in sorted({*(students or ())} - set(found))]
    for student, result in found.items():
        if students is not None and student not in students:
            continue
        if not intake.STUDENT.fullmatch(student):
            done.notes.append(f"{student!r} cannot be a folder's name: no page was written.")
        elif not result.graded:
            if students is not None or result.state == "not graded":
                done.notes.append(f"{student}: {result.why or result.state}.")
        else:
            cells = _cells(autograded.path_of(root, student, name))
            path = root / FOLDER / student / name / f"{name}.html"
            replace(path, render(assignment, result, cells).encode("utf-8", "replace"))
            _beside(root, student, name)
            done.written.append(path)
            if result.waiting:
                done.notes.append(f"{student}: not final, as nobody has marked {', '.join(result.waiting)}.")
            if not cells:
                done.notes.append(f"{student}: the graded notebook is missing, so the page shows no answers.")
    return done


def render(assignment: Assignment, result: Result, cells: list[Shown]) -> str:
    """The page of one student as HTML."""
    first = next((cell.source for cell in assignment.cells if cell.kind == "text"), "")
    found = TITLE.search(first)
    title = found[1] if found else assignment.name
    parts = [*_head(assignment, result, title), _table(assignment, result)]
    parts += [_task(assignment, task, result, cells) for task in tasks(assignment)]
    parts += _own(assignment, cells)
    parts.append(_foot(result))
    return page(f"{title}: {result.student}", "\n".join(parts))


def plain(reason: str, cell: Cell) -> str:
    """A reason without lines of the test's hidden source, should an error have carried some."""
    hidden = {line for line in map(str.strip, regions.split(cell.source, "HIDDEN TESTS")[1]) if len(line) > 8}
    kept = ["…" if line.strip() in hidden else line for line in reason.split("\n")]
    return "\n".join(line for place, line in enumerate(kept) if line != "…" or place == 0 or kept[place - 1] != "…")


def _head(assignment: Assignment, result: Result, title: str) -> Iterator[str]:
    name = " ".join(part for part in (result.first_name, result.last_name) if part)
    who = f"{text(name)} ({text(result.student)})" if name else text(result.student)
    yield f"<h1>{text(title)}</h1>\n<p class=muted>{who}</p>"
    so_far = " so far" if result.waiting else ""
    yield (
        f"<p class=total><b>{number(result.total)}</b> <span>of {number(assignment.points)} points{so_far}</span></p>"
        f"{_bar(result.total, assignment.points)}"
    )
    if result.penalty:
        yield (f"<p>{number(result.earned)} points earned; being late costs <b>{number(result.penalty)}</b>.</p>")
    if result.waiting:
        points = number(sum(result.marks[one].of for one in result.waiting))
        yield f'<p class="note">{points} more points wait to be marked by a person; until then this is not final.</p>'
    record = result.record
    if record and record.problem:
        yield f'<div class="note bad"><b>The submission as a whole:</b>{block(record.problem, "prose")}</div>'
    if record and record.warnings:
        yield f'<div class="note">{"".join(block(one, "prose") for one in record.warnings[:10])}</div>'


def _table(assignment: Assignment, result: Result) -> str:
    rows = []
    for task in tasks(assignment):
        earned = _earned(task, result)
        waits = any(result.marks[cell.id].waiting for cell in task.cells if cell.id in result.marks)
        rows.append(
            f"<tr><td>{text(task.title)}<td class=bar>{_bar(earned, task.points)}"
            f"<td class=points>{number(earned)} of {number(task.points)}{' so far' if waits else ''}</tr>"
        )
    return f"<table><tr><th>Task<th><th class=points>Points</tr>\n{chr(10).join(rows)}\n</table>"


def _task(assignment: Assignment, task: Task, result: Result, cells: list[Shown]) -> str:
    by_id = {cell.id: cell for cell in cells if cell.id}
    parts = [
        f"<section>\n<header><h2>{text(task.title)}</h2>"
        f"<span>{number(_earned(task, result))} of {number(task.points)}</span></header>"
    ]
    if graded := [cell for cell in task.of_kind("test", "written") if cell.id in result.marks]:
        parts.append(f"<ul>{''.join(_check(cell, result) for cell in graded)}</ul>")
    untouched = released_answers(assignment)
    for cell in task.of_kind("answer", "written"):
        parts += _answer(cell, by_id.get(cell.id), result, untouched.get(cell.id, ""))
    return "\n".join([*parts, "</section>"])


def _check(cell: Cell, result: Result) -> str:
    mark = result.marks[cell.id]
    kind, sign = _kind(mark)
    reason = result.record.reasons.get(cell.id, "") if result.record else ""
    said_above = result.record is not None and reason == result.record.problem
    why = ""
    if reason and mark.points < mark.of and not mark.waiting and not said_above:
        why = block(plain(reason, cell), "why" if "\n" in reason else "why words")
    points = "not marked yet" if mark.waiting else f"{number(mark.points)} of {number(mark.of)}"
    return f"<li class={kind}><i>{sign}</i><div>{text(_label(cell))}</div><span>{points}</span>{why}</li>"


def _kind(mark: Mark) -> tuple[str, str]:
    if mark.waiting:
        return "wait", "…"
    if mark.points >= mark.of:
        return "good", "✓"
    return ("part", "½") if mark.points > 0 else ("bad", "✗")


def _label(cell: Cell) -> str:
    """What a test checks, from its first line, which students see."""
    first = regions.split(cell.source, "HIDDEN TESTS")[0][0].strip() if cell.kind == "test" else ""
    if first.startswith("#") and first.strip("# "):
        return first.strip("# ").rstrip(".")
    return "Your text" if cell.kind == "written" else cell.id


def _answer(cell: Cell, shown: Shown | None, result: Result, untouched: str) -> Iterator[str]:
    yield "<h3>Your text</h3>" if cell.kind == "written" else f"<h3>Your answer <code>{text(cell.id)}</code></h3>"
    there = shown is not None and shown.source.strip() not in ("", untouched)
    if shown is None or not shown.source.strip():
        yield "<p class=muted>Nothing is there.</p>"
    elif shown.source.strip() == untouched:
        yield "<p class=muted>As it was handed out: nothing was written here.</p>"
    else:
        yield code(shown.source) if cell.kind == "answer" else block(shown.source, "prose")
        yield from _outputs(shown.outputs)
    mark = result.marks.get(cell.id)
    rubric = autograded.rubric_of(cell.source) if cell.kind == "written" else None
    if there and rubric and mark is not None and not mark.waiting:
        yield f"<h3>What it was marked by</h3>{block(rubric, 'prose')}"
    if comment := result.comments.get(cell.id):
        yield f"<h3>Comment</h3>{block(comment, 'comment')}"


def _outputs(outputs: list[dict[str, Any]]) -> Iterator[str]:
    """Text alone: pictures, HTML and everything else that a student's code can make is left out."""
    for output in outputs[:MAX_OUTPUTS]:
        kind = output.get("output_type")
        if kind == "stream":
            yield block(_joined(output.get("text")), "out")
        elif kind == "error":
            yield block(f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}", "out error")
        elif isinstance(output.get("data"), dict):
            yield block(_joined(output["data"].get("text/plain")), "out")
    if len(outputs) > MAX_OUTPUTS:
        yield f"<p class=muted>{len(outputs) - MAX_OUTPUTS:,} more outputs.</p>"


def _own(assignment: Assignment, cells: list[Shown]) -> Iterator[str]:
    texts = {cell.source for cell in assignment.cells if cell.kind == "text"}
    own = [cell for cell in cells if not cell.id and cell.kind in ("code", "markdown") and cell.source not in texts]
    own = [cell for cell in own if cell.source.strip()]
    if own:
        yield f"<details><summary>Cells that you added ({len(own):,})</summary>"
        for cell in own[:MAX_OWN_CELLS]:
            yield code(cell.source) if cell.kind == "code" else block(cell.source, "prose")
            yield from _outputs(cell.outputs)
        if len(own) > MAX_OWN_CELLS:
            yield f"<p class=muted>{len(own) - MAX_OWN_CELLS:,} more are not shown.</p>"
        yield "</details>"


def _foot(result: Result) -> str:
    said = []
    if result.submitted:
        said.append(f"Handed in {_time(result.submitted)}")
    if result.record:
        said.append(
            f"graded {_time(result.record.graded_at)} from content {result.record.content_hash[:12] or 'unread'}"
        )
    return f"<footer>{text('; '.join(said) + '.' if said else '')}</footer>"


def _time(moment: datetime.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _bar(part: float, whole: float) -> str:
    share = max(0.0, min(part / whole, 1.0)) if whole else 0.0
    return f'<progress max="100" value="{share * 100:.0f}">{share:.0%}</progress>'


def _earned(task: Task, result: Result) -> float:
    return sum(result.marks[cell.id].points for cell in task.cells if cell.id in result.marks)


def _cells(path: Path) -> list[Shown]:
    """The cells of a graded notebook, without tests and rubrics; none when it cannot be read."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return [shown for cell in notebook["cells"] if (shown := _shown(cell))]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _shown(cell: dict[str, Any]) -> Shown | None:
    about = cell.get("metadata", {})
    nbgrader = about.get("nbgrader", {})
    # An instructor's cell: a test holds its hidden part, a rubric is shown when it was used.
    if about.get("course", {}).get("rubric") or (nbgrader and not nbgrader.get("solution")):
        return None
    outputs = [output for output in cell.get("outputs", []) if isinstance(output, dict)]
    return Shown(str(cell.get("cell_type")), str(nbgrader.get("grade_id", "")), _joined(cell.get("source")), outputs)


def _joined(value: Any) -> str:
    """nbformat's multiline text, which is a string or a list of strings."""
    return "".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _beside(root: Path, student: str, name: str) -> None:
    for one in BESIDE:
        try:
            content = intake.read_file(root / intake.SUBMITTED / student / name / one, 1_000)
        except (intake.Unreadable, OSError):
            continue
        (root / FOLDER / student / name / one).write_bytes(content)
