"""An assignment as its instructor wrote it: the cells of `solutions/NAME/NAME.ipynb`, each with its part in grading."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

from course.engines.paths import PROJECT

SOURCE, RELEASE = "solutions", "exercises"
ENGINES = ("postgres", "redis", "aws", "kafka")  # those that the grader can run beside a submission

Kind = Literal["text", "given", "answer", "test", "written"]


class NoAssignment(ValueError):
    """There is no such assignment, or its notebook cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of the instructor's notebook.

    `given`: locked code for both sides. `answer`: the student's code. `test`: decides `points`. `written`: the
    student's text, marked by a person out of `points`. `text`: everything else. `id` is nbgrader's grade_id ("" for
    text); `source` is complete, with solution and hidden tests.
    """

    kind: Kind
    id: str
    source: str
    points: float = 0.0


@dataclass(frozen=True)
class Assignment:
    """`name` is that of its folder and notebook; `fingerprint` changes with anything that can change a mark."""

    name: str
    cells: tuple[Cell, ...]

    @cached_property
    def points(self) -> float:
        """Everything that can be earned."""
        return sum(cell.points for cell in self.cells)

    @cached_property
    def by_id(self) -> dict[str, Cell]:
        """The cells that grading knows by name."""
        return {cell.id: cell for cell in self.cells if cell.id}

    @cached_property
    def engines(self) -> tuple[str, ...]:
        """Engines that run beside a submission, from what the given and test cells ask for."""
        code = "\n".join(cell.source for cell in self.cells if cell.kind in ("given", "test"))
        asked = set(re.findall(r"\bengines\.(\w+)\(", code))
        if re.search(r"^\s*from course\.practice import .*\bdatabase\b", code, re.MULTILINE):
            asked.add("postgres")
        return tuple(engine for engine in ENGINES if engine in asked)

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over the cells that grading uses."""
        digest = hashlib.sha256()
        for cell in self.cells:
            if cell.kind != "text":
                digest.update(json.dumps([cell.kind, cell.id, cell.source, cell.points]).encode())
        return digest.hexdigest()


def source_path(name: str, root: Path = PROJECT) -> Path:
    """The instructor's notebook."""
    return root / SOURCE / name / f"{name}.ipynb"


def release_path(name: str, root: Path = PROJECT) -> Path:
    """The notebook that students get."""
    return root / RELEASE / name / f"{name}.ipynb"


def assignments(root: Path = PROJECT) -> list[str]:
    """Names of all assignments that have an instructor's notebook here."""
    return sorted(folder.name for folder in (root / SOURCE).glob("*") if source_path(folder.name, root).exists())


def load(name: str, root: Path = PROJECT) -> Assignment:
    """The assignment `name`. Raises NoAssignment when there is none, or when its notebook is not fit for grading."""
    path = source_path(name, root)
    if not path.exists():
        there = ", ".join(assignments(root)) or "none (a student's copy has no solutions)"
        raise NoAssignment(f"There is no assignment {name!r} in {SOURCE}/. There: {there}.")
    return parse(name, nbformat.read(path, as_version=4))


def parse(name: str, notebook: NotebookNode) -> Assignment:
    """The assignment in an instructor's notebook. Raises NoAssignment for repeated or missing ids.

    A code cell without nbgrader's metadata is room to try things: what a student's copy of it says is the student's.
    """
    cells = tuple(_cell(cell) for cell in notebook.cells if cell.cell_type != "code" or "nbgrader" in cell.metadata)
    ids = [cell.id for cell in cells if cell.kind != "text"]
    if "" in ids:
        raise NoAssignment(f"{name}: a graded, answer or locked cell has no grade_id.")
    repeated = sorted({one for one in ids if ids.count(one) > 1})
    if repeated:
        raise NoAssignment(f"{name}: each grade_id may occur once; repeated: {', '.join(repeated)}.")
    return Assignment(name, cells)


def _cell(cell: NotebookNode) -> Cell:
    about: dict[str, Any] = cell.metadata.get("nbgrader", {})
    kind = kind_of(cell.cell_type, about)
    return Cell(kind, about.get("grade_id", "") if kind != "text" else "", cell.source, float(about.get("points") or 0))


def kind_of(cell_type: str, about: dict[str, Any]) -> Kind:
    """What nbgrader's metadata of a cell makes it."""
    if about.get("solution"):
        return "written" if about.get("grade") else "answer"
    if about.get("grade"):
        return "test"
    return "given" if about.get("locked") and cell_type == "code" else "text"


def released_answers(assignment: Assignment) -> dict[str, str]:
    """By id, what students find in the cells that they fill in: the source without its solution."""
    from nbgrader.preprocessors import ClearSolutions

    clear = ClearSolutions()
    found = {}
    for cell in assignment.cells:
        if cell.kind in ("answer", "written"):
            node = nbformat.from_dict(
                {
                    "cell_type": "code" if cell.kind == "answer" else "markdown",
                    "source": cell.source,
                    "metadata": {"nbgrader": {"solution": True, "grade_id": cell.id}},
                }
            )
            resources = {"language": "python"}
            found[cell.id] = clear.preprocess_cell(node, resources, 0)[0].source.strip()
    return found
