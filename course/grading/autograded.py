"""The graded notebook as nbgrader's formgrader and feedback know it: `autograded/STUDENT/NAME/NAME.ipynb`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum

from course.authoring.canonical import KERNELSPEC, LANGUAGE
from course.files import replace
from course.grading.assignment import Assignment
from course.grading.outcome import CellOutcome, Outcome

FOLDER = "autograded"
SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION[ \t]*\n?", re.DOTALL | re.MULTILINE)


def path_of(root: Path, student: str, assignment: str) -> Path:
    """Where the graded notebook lies."""
    return root / FOLDER / student / assignment / f"{assignment}.ipynb"


def compose(assignment: Assignment, outcome: Outcome) -> NotebookNode:
    """The graded notebook: the instructor's cells, the student's answers, bounded text outputs, reasons.

    A written answer is preceded by its rubric, for the person who marks it.
    """
    cells: list[NotebookNode] = []
    for number, cell in enumerate(outcome.cells, start=1):
        if cell.kind == "written" and (rubric := rubric_of(assignment.by_id[cell.id].source)):
            about = {"course": {"rubric": True}}
            cells.append(new_markdown_cell(rubric, id=f"rubric-{number}", metadata=about))
        cells.append(_cell(cell, number))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC, "language_info": LANGUAGE})


def rubric_of(source: str) -> str | None:
    """What stands in the solution region of a written task: its rubric. None without one."""
    found = SOLUTION.search(source)
    return found[1].strip() or None if found else None


def write(path: Path, notebook: NotebookNode) -> None:
    """Store it, whole or not at all."""
    replace(path, nbformat.writes(notebook).encode("utf-8", "backslashreplace"))


def _cell(cell: CellOutcome, number: int) -> NotebookNode:
    metadata = _metadata(cell)
    if cell.reason:
        metadata["course"] = {"reason": cell.reason}
    if cell.kind in ("text", "note", "written"):
        made = new_markdown_cell(cell.source, id=f"cell-{number}", metadata=metadata)
    else:
        made = new_code_cell(cell.source, id=f"cell-{number}", metadata=metadata, execution_count=number)
        made.outputs = _outputs(cell)
    if "nbgrader" in metadata and cell.kind != "answer":
        made.metadata.nbgrader["checksum"] = compute_checksum(made)
    return made


def _metadata(cell: CellOutcome) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "given": {"grade": False, "solution": False, "locked": True},
        "answer": {"grade": False, "solution": True, "locked": False},
        "test": {"grade": True, "solution": False, "locked": True, "points": cell.max_points},
        "written": {"grade": True, "solution": True, "locked": False, "points": cell.max_points},
    }
    if cell.kind not in kinds:
        return {}
    return {"nbgrader": {**kinds[cell.kind], "grade_id": cell.id, "schema_version": 3, "task": False}}


def _outputs(cell: CellOutcome) -> list[NotebookNode]:
    if cell.kind == "test" and cell.reason:
        return [new_output("error", ename="Lost", evalue=cell.reason, traceback=[cell.reason])]
    return [nbformat.from_dict(output) for output in cell.outputs]
