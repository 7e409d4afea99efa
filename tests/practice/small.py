"""A small released assignment, as `nbgrader generate_assignment` leaves it, and a student's edits to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

NAME = "small"
STUB = "# YOUR CODE HERE\n{indent}raise NotImplementedError()"
SPLIT = 'def split(text: str) -> list[str]:\n    """The words of a line."""\n    ' + STUB.format(indent="    ")
TOTAL = 'def total(words: list[str]) -> int:\n    """Letters in all words."""\n    ' + STUB.format(indent="    ")
GIVEN = 'LINE = "so it goes"\nclass Refused(Exception):\n    """A line that is no line."""'
SPLIT_TEST = """\
# A line falls into its words.
from course.practice import equal
equal("split(LINE)", split(LINE), ["so", "it", "goes"], see="lesson Words, 'Splitting'")"""
EMPTY_TEST = """\
# An empty line has none.
from course.practice import equal
equal('split("")', split(""), [])"""
TOTAL_TEST = """\
# Letters are counted.
from course.practice import equal
equal("total of a, bc", total(["a", "bc"]), 3)"""

RIGHT = {
    "words_split": "def split(text):\n    return text.split()",
    "words_total": "def total(words):\n    return sum(map(len, words))",
    "essay": "Because words are short.",
}

Edit = Callable[[NotebookNode], None]


def cell(kind: str, grade_id: str, source: str, points: float = 0) -> NotebookNode:
    """A released cell with nbgrader's metadata and checksum."""
    about: dict[str, Any] = {
        "grade": kind in ("test", "written"),
        "solution": kind in ("answer", "written"),
        "locked": kind in ("test", "given"),
        "grade_id": grade_id,
        "schema_version": 3,
    }
    if about["grade"]:
        about["points"] = points
    make = new_markdown_cell if kind == "written" else new_code_cell
    made = make(source, metadata={"nbgrader": about}, id=grade_id.replace("_", "-"))
    made.metadata.nbgrader.update(checksum=compute_checksum(made), cell_type=made.cell_type)
    return made


def notebook() -> NotebookNode:
    """The assignment: two tasks of roadmap items with tests, and a written one."""
    cells = [
        new_markdown_cell("# A small assignment", id="title"),
        cell("given", "small_given", GIVEN),
        new_markdown_cell(
            '<a id="joins"></a>\n## Words\n*5 minutes*\n\n<details><summary>Hint</summary>str has it.</details>',
            id="t1",
        ),
        cell("answer", "words_split", SPLIT),
        cell("test", "words_line", SPLIT_TEST, 2),
        cell("test", "words_empty", EMPTY_TEST, 1),
        new_markdown_cell('<a id="acid"></a>\n## Letters\nCount them.', id="t2"),
        cell("answer", "words_total", TOTAL),
        cell("test", "words_letters", TOTAL_TEST, 3),
        new_markdown_cell('<a id="cap"></a>\n## Why\nSay why.', id="t3"),
        cell("written", "essay", "YOUR ANSWER HERE", 4),
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def release(root: Path, made: NotebookNode | None = None, name: str = NAME) -> Path:
    """Write the assignment where a student has it; returns the notebook's path."""
    path = root / "exercises" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made or notebook(), path)
    return path


def edit(path: Path, *edits: Edit) -> None:
    """Change a written notebook."""
    made = nbformat.read(path, as_version=4)
    for one in edits:
        one(made)
    nbformat.write(made, path)


def answer(**sources: str) -> Edit:
    """Answer cells by grade_id."""

    def change(made: NotebookNode) -> None:
        for one in made.cells:
            if one.metadata.get("nbgrader", {}).get("grade_id") in sources:
                one.source = sources[one.metadata.nbgrader.grade_id]

    return change


def find(made: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with this grade_id."""
    return next(one for one in made.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def several(tasks: dict[str, tuple[str, ...]]) -> NotebookNode:
    """An assignment with one task for each name: (the student's answer, source of its test cells, each of 2 points)."""
    cells = [cell("given", "several_given", "from course.practice import equal, raises")]
    for name, (answer_source, *tests) in tasks.items():
        cells.append(new_markdown_cell(f'<a id="{name}"></a>\n## {name}', id=f"task-{name}"))
        made = cell("answer", name, STUB.format(indent=""))
        made.source = answer_source or made.source
        cells.append(made)
        cells += [cell("test", f"{name}_{number}", source, 2) for number, source in enumerate(tests, start=1)]
    return new_notebook(cells=cells)
