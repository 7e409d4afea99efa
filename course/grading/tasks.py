"""The tasks of an assignment: what stands from one `##` heading to the next, with the line that says how much it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from course.grading.assignment import Assignment, Cell

ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.DOTALL | re.MULTILINE)
ABOUT = re.compile(
    r"^\*(?P<minutes>\d+) minutes · (?P<points>\d+(?:\.\d+)?) points? · "
    r"(?P<difficulty>warm-up|medium|hard)(?: · .+)?\*$",
    re.MULTILINE,
)
TOTAL = re.compile(r"\*\*Total: (\d+(?:\.\d+)?) points?\*\*")


@dataclass(frozen=True)
class Task:
    """`anchor` is the roadmap item that it practises ("" without one); `said` are the points in its heading."""

    title: str
    anchor: str
    text: str
    minutes: int | None = None
    said: float | None = None
    difficulty: str | None = None
    cells: list[Cell] = field(default_factory=list)

    @property
    def name(self) -> str:
        """A short name for tables: the anchor, or the heading."""
        return self.anchor or self.title

    @property
    def points(self) -> float:
        """What its cells add up to."""
        return sum(cell.points for cell in self.cells)

    def of_kind(self, *kinds: str) -> list[Cell]:
        """Its cells of these kinds, in order."""
        return [cell for cell in self.cells if cell.kind in kinds]


def tasks(assignment: Assignment) -> list[Task]:
    """All tasks in order: headings with something to answer or to mark below them."""
    return [task for task in sections(assignment.cells) if task.of_kind("answer", "test", "written")]


def preamble(assignment: Assignment) -> list[Cell]:
    """The cells that belong to no task, such as given code that all tasks share."""
    of_tasks = {id(cell) for task in tasks(assignment) for cell in task.cells}
    return [cell for cell in assignment.cells if id(cell) not in of_tasks]


def sections(cells: Iterable[Cell]) -> list[Task]:
    """Everything from one `##` heading to the next, in order; what stands before the first one has no title."""
    found = [Task("", "", "")]
    for cell in cells:
        heading = HEADING.search(FENCED.sub("", cell.source)) if cell.kind == "text" else None
        if heading:
            found.append(_task(heading[1], cell.source))
        found[-1].cells.append(cell)
    return found


def total(assignment: Assignment) -> float | None:
    """The points that the notebook's first text promises. None when it says nothing."""
    first = next((cell for cell in assignment.cells if cell.kind == "text"), None)
    said = TOTAL.search(first.source) if first else None
    return float(said[1]) if said else None


def _task(title: str, text: str) -> Task:
    anchor, about = ANCHOR.search(text), ABOUT.search(text)
    return Task(
        title,
        anchor[1] if anchor else "",
        text,
        int(about["minutes"]) if about else None,
        float(about["points"]) if about else None,
        about["difficulty"] if about else None,
    )
