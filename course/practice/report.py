"""What `course check` says: each task with its visible tests, and what to look at first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from course.practice import original
from course.practice.check import Checked
from course.practice.failure import Failure, Place
from course.practice.work import Cell, Task, here

HONEST = (
    "These are the tests that you can see. At grading, hidden tests in the same cells decide the points: they check "
    "what the task's text says, on many more cases."
)
WIDEST = 90  # characters of a line of code
VALIDATE = "JupyterLab's Validate button runs the same tests."


def report(checked: Checked, trouble: str | None = None) -> str:
    """The whole report; `trouble` is a sentence about the record of progress."""
    lines = [here(checked.work.path), ""]
    lines += _problems(checked)
    for task in checked.work.tasks:
        lines += _task(checked, task)
    lines += _ended(checked)
    lines += ["", *_sum(checked)]
    if trouble:
        lines += ["", trouble]
    return "\n".join(lines)


def _problems(checked: Checked) -> Iterator[str]:
    if checked.problems:
        yield "Cells that must stay as they were released:"
        yield from (f"  ✗ {problem}" for problem in checked.problems)
        yield f"  Grading uses the released ones. {original.remedy(checked.work, checked.released)}"
        yield ""


def _task(checked: Checked, task: Task) -> Iterator[str]:
    tests, written = task.of_kind("test"), task.of_kind("written")
    broken = [cell for cell in task.of_kind("given", "answer", "text") if cell.number in checked.failures]
    if not (tests or written):
        if task.of_kind("answer"):
            yield f"✗ {task.title}: no test is left in it"
        elif broken:
            yield f"✗ {task.title}"
        yield from _broken(checked, broken)
        return
    if checked.run.ended and task.cells[0].number > checked.run.done + 1:
        yield f"– {task.title}: not run{_points(task)}"
        return
    if not task.answered and not any(map(checked.passed, tests)) and not _surprising(checked, broken):
        yield f"· {task.title}: not answered yet{_points(task)}"
        return
    good = all(map(checked.passed, [*tests, *written]))
    score = f"{checked.points(task):g} of {task.points:g} points of visible tests" if tests else ""
    yield f"{'✓' if good else '✗'} {task.title}" + (f": {score}" if score else "")
    yield from _broken(checked, broken)
    first = not any(_known(checked, cell) for cell in broken)
    for cell in tests:
        yield from _test(checked, cell, full=first)
        first = first and checked.passed(cell)
    for cell in written:
        state = "✓ written answer" if cell.answered else "· written answer, not there yet"
        yield f"    {state} ({cell.id}, {cell.points:g} points): a person reads and marks it"
    if not good and task.hints:
        yield f"    The task's text has {_count(task.hints, 'hint')} to unfold, one at a time."


def _test(checked: Checked, cell: Cell, full: bool) -> Iterator[str]:
    about = f"{cell.label} ({cell.id}, {_count(cell.points, 'point')})" if cell.label != cell.id else cell.id
    failure = checked.failures.get(cell.number)
    if failure is None:
        yield f"    ✓ {about}" if checked.passed(cell) else f"    ✗ {about}: passes, but is not the released test"
        return
    yield f"    ✗ {about}"
    yield from _failure(failure, full)


def _broken(checked: Checked, cells: list[Cell]) -> Iterator[str]:
    """Cells that are no tests and stop with an error: usually the cause of what fails below them."""
    first = True
    for cell in cells:
        failure = checked.failures[cell.number]
        what = {"answer": f"your answer {cell.id}", "given": f"the given cell {cell.id}"}.get(cell.kind, cell.label)
        yield f"    ✗ {what} (cell {cell.number})"
        yield from _failure(failure, full=first)
        first = False


def _failure(failure: Failure, full: bool) -> Iterator[str]:
    lines = failure.message.split("\n")
    shown = lines if full else lines[:1]
    yield from (f"        {line}" for line in shown)
    if not full and len(lines) > 1:
        yield "        …"
    if failure.place:
        yield f"        {_place(failure.place, 'in')}"
    if failure.test_line and failure.kind in ("error", "time") and full and failure.test_line != failure.place:
        yield f"        {_place(failure.test_line, 'called from')}"


def _place(place: Place, how: str) -> str:
    what = {"answer": "your answer", "test": "the test", "given": "the given cell"}.get(place.cell.kind, "")
    name = f"{what} {place.cell.id}" if place.cell.id else place.cell.label
    return f"{how} {name}, line {place.line}:  {textwrap.shorten(place.code, WIDEST, placeholder=' …')}"


def _ended(checked: Checked) -> Iterator[str]:
    if checked.run.ended:
        cell = checked.work.cells[min(checked.run.done, len(checked.work.cells) - 1)]
        name = f"{cell.id} (cell {cell.number})" if cell.id else f"Cell {cell.number}"
        yield ""
        yield f"The run ended early: {name} {checked.run.ended}. What stands below it was not run."


def _sum(checked: Checked) -> Iterator[str]:
    tests = [cell for cell in checked.work.cells if cell.kind == "test"]
    got = sum(cell.points for cell in tests if checked.passed(cell))
    if not tests:
        yield "The notebook has no test: is it an assignment?"
        return
    passing = sum(map(checked.passed, tests))
    yield (
        f"{passing} of {_count(len(tests), 'visible test')} pass: {got:g} of {sum(c.points for c in tests):g} points. "
        + VALIDATE
    )
    yield from textwrap.wrap(HONEST, 110)
    if checked.complete:
        yield f"Everything visible passes. To hand in: course submit {checked.work.name}"


def _known(checked: Checked, cell: Cell) -> bool:
    return cell.number in checked.failures


def _surprising(checked: Checked, broken: list[Cell]) -> bool:
    """Whether something fails that a task not yet begun does not explain."""
    return any(checked.failures[cell.number].kind not in ("unanswered", "not run") for cell in broken)


def _points(task: Task) -> str:
    written = sum(cell.points for cell in task.of_kind("written"))
    return f" ({_count(task.points + written, 'point')})"


def _count(number: float, what: str) -> str:
    return f"{number:g} {what}" if number == 1 else f"{number:g} {what}s"
