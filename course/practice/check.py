"""`course check`: a student's notebook against its visible tests, with what nbgrader's Validate would say of each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, has_failed

from course.engines.paths import PROJECT
from course.practice import original, progress
from course.practice.failure import Failure, explain
from course.practice.running import Run, run
from course.practice.settings import nbgrader_config
from course.practice.work import Cell, NoWork, Task, Work, here, read

SILENT = logging.getLogger("course.practice")


@dataclass(frozen=True)
class Checked:
    """What a check found. `released` is the original, where there is one; `failures` has the failing cells by number;
    `problems` is about cells that must not change."""

    work: Work
    released: Work | None
    run: Run
    problems: list[str]
    failures: dict[int, Failure]

    def passed(self, cell: Cell) -> bool:
        """Whether a test or written cell stands as it should: the test passes and is the released one."""
        if cell.kind == "written":
            return cell.answered
        twice = sum(other.id == cell.id for other in self.work.cells) > 1
        return cell.number not in self.failures and not (cell.changed or cell.type != cell.was or twice)

    def points(self, task: Task) -> float:
        """The points of a task's tests that pass."""
        return sum(cell.points for cell in task.of_kind("test") if self.passed(cell))

    @cached_property
    def complete(self) -> bool:
        """Whether everything visible passes."""
        graded = [cell for cell in self.work.cells if cell.kind in ("test", "written")]
        return not self.problems and self.run.ended is None and all(map(self.passed, graded))


def check(
    path: Path,
    *,
    root: Path = PROJECT,
    limit: int | None = None,
    watch: Callable[[Cell], None] | None = None,
) -> Checked:
    """Run the notebook at `path` and compare it with its tests.

    `limit` is in seconds a cell. Raises NoWork when the notebook cannot be read.
    """
    original.keep(root)
    work = read(path)
    released = original.find(work.name, root)
    try:
        done = run(
            work.content,
            path.parent,
            nbgrader_config(root),
            limit,
            (lambda index: watch(work.cells[index])) if watch else None,
        )
    except ValueError as error:
        why = str(error).split("\n", 1)[0]
        raise NoWork(
            f"{here(path)} is not a valid notebook: {why}. `course restore {work.name}` repairs it where it can."
        ) from None
    return Checked(work, released, done, original.differences(work, released), _failures(work, done))


def record(checked: Checked) -> str | None:
    """Keep what passed; returns a sentence when that could not be done."""
    passed = {cell.id for cell in checked.work.cells if cell.kind in ("test", "written") and checked.passed(cell)}
    tests = progress.tests(checked.released or checked.work)
    return progress.record(
        checked.work.name, {anchor: ([one for one in ids if one in passed], ids) for anchor, ids in tests.items()}
    )


def _failures(work: Work, done: Run) -> dict[int, Failure]:
    numbered = {
        node.execution_count: cell
        for cell, node in zip(work.cells, done.cells, strict=True)
        if node.cell_type == "code" and node.execution_count
    }
    found = {}
    for index, (cell, node) in enumerate(zip(work.cells, done.cells, strict=True)):
        if (
            node.cell_type == "code"
            and node.source.strip()
            and (failure := _failure(cell, node, numbered, index, done))
        ):
            found[cell.number] = failure
    return found


def _failure(cell: Cell, node: NotebookNode, numbered: dict[int, Cell], index: int, done: Run) -> Failure | None:
    if index == done.done and done.ended:
        return Failure("time" if "interrupted" in done.ended else "error", f"This cell {done.ended}.")
    if index > done.done:
        return Failure("not run", "Not run: a cell above ended the run.")
    failure = explain(cell, node.outputs, numbered, done.limit)
    if cell.kind != "test":
        return failure
    # Points as nbgrader gives them, so that Validate says the same.
    try:
        score, most = determine_grade(node, SILENT)
    except ValueError:
        return failure or Failure("partial", f"The test's value is more than its {cell.points:g} points.")
    if score == most and not (most == 0 and has_failed(node)):
        return None
    return failure or Failure("partial", f"The test's value gives {score:g} of {most:g} points.")
