"""A student's notebook, read without trusting it to be whole: its cells, and the tasks they belong to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT
from course.grading.assignment import RELEASE, Kind, kind_of, release_path

ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)
STUB = re.compile(r"^[ \t]*# YOUR CODE HERE[ \t]*\n[ \t]*raise NotImplementedError\(\)", re.MULTILINE)
BLANK_TEXT = "YOUR ANSWER HERE"


class NoWork(ValueError):
    """There is no such notebook, or it cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell as it stands in the student's notebook.

    `number` is its place, from 1, and `id` its grade_id ("" for a cell that nbgrader does not know). `changed`: it
    differs from what was released; None when the release left no checksum. `was` is the type it was released as, and
    `checksum` nbgrader's of what was released.
    """

    number: int
    type: str
    kind: Kind
    id: str
    source: str
    points: float
    locked: bool
    changed: bool | None
    was: str
    checksum: str

    @property
    def label(self) -> str:
        """How a report names the cell: a test by what it says it checks."""
        first = self.source.strip().split("\n", 1)[0]
        if self.kind == "test" and first.startswith("#") and first.strip("# "):
            return first.strip("# ").rstrip(".")
        return self.id or f"your own cell {self.number}"

    @property
    def answered(self) -> bool:
        """Whether an answer or written cell holds something of the student's."""
        if self.changed is False or not self.source.strip():
            return False
        if self.kind == "written":
            return self.source.strip() != BLANK_TEXT
        return not (self.changed is None and STUB.search(self.source))


@dataclass(frozen=True)
class Task:
    """One `##` heading's cells. `anchor` is its roadmap item, or "" for what stands before the first task."""

    anchor: str
    title: str
    cells: tuple[Cell, ...]

    def of_kind(self, *kinds: Kind) -> list[Cell]:
        """The task's cells of these kinds, in order."""
        return [cell for cell in self.cells if cell.kind in kinds]

    @property
    def answered(self) -> bool:
        """Whether any of the task's answers was begun."""
        return any(cell.answered for cell in self.of_kind("answer", "written"))

    @property
    def points(self) -> float:
        """The points of its test cells."""
        return sum(cell.points for cell in self.of_kind("test"))

    @property
    def hints(self) -> int:
        """How many hints its text folds away."""
        return sum(cell.source.count("<details>") for cell in self.cells if cell.type == "markdown")


@dataclass(frozen=True)
class Work:
    """A student's notebook: `name` of the assignment, where it lies, the bytes it was read from, and its cells."""

    name: str
    path: Path
    content: bytes
    cells: tuple[Cell, ...]

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks in order; what stands before the first heading comes first, with an empty anchor."""
        return tuple(_tasks(self.cells))

    @cached_property
    def marks(self) -> frozenset[tuple[str, str]]:
        """What it was released with: (grade_id, checksum) of each cell."""
        return frozenset((cell.id, cell.checksum) for cell in self.cells if cell.id)

    @cached_property
    def untouched(self) -> bool:
        """Whether every cell that nbgrader knows is as it was released; one that was deleted is not missed here."""
        known = [cell for cell in self.cells if cell.id]
        return bool(known) and all(cell.changed is False for cell in known)


def read(path: Path, name: str | None = None) -> Work:
    """The notebook at `path`. Raises NoWork when there is none, or what is there is no notebook."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise NoWork(f"There is no {here(path)}.") from None
    except OSError as error:
        raise NoWork(f"{here(path)} cannot be read: {error.strerror}.") from None
    return parse(content, path, name)


def parse(content: bytes, path: Path, name: str | None = None) -> Work:
    """The notebook in `content`; `path` is where it came from. Raises NoWork when it is no notebook."""
    return Work(name or path.stem, path, content, tuple(_cells(_json(content, path), path)))


def named(name: str, root: Path = PROJECT) -> Path:
    """The notebook that `name` means: an assignment's, or a path. Raises NoWork, listing what there is."""
    if name.endswith(".ipynb"):
        path = Path(name).expanduser().absolute()
        if path.is_file():
            return path
        raise NoWork(f"There is no file {name}.")
    path = Path(name).expanduser().absolute()
    if path.is_dir() and (path / f"{path.name}.ipynb").is_file():
        return path / f"{path.name}.ipynb"
    if "/" not in name and release_path(name, root).is_file():
        return release_path(name, root)
    raise NoWork(f"There is no assignment {name!r} in {RELEASE}/. There: {', '.join(released(root)) or 'none yet'}.")


def released(root: Path = PROJECT) -> list[str]:
    """Names of the assignments that a student has here."""
    return sorted(folder.name for folder in (root / RELEASE).glob("*") if release_path(folder.name, root).is_file())


def begun(root: Path = PROJECT) -> list[str]:
    """Names of the assignments whose notebook is no longer what was released; the only one, if there is one."""
    names = released(root)
    return names if len(names) == 1 else [name for name in names if not _untouched(release_path(name, root))]


def here(path: Path) -> str:
    """A path as a person types it: relative to the folder they are in, when it lies below."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def checksum(cell: dict[str, Any]) -> str:
    """nbgrader's checksum of a cell (nbgrader.utils.compute_checksum, which takes two seconds to import)."""
    about = cell["metadata"]["nbgrader"]
    grade, solution = about.get("grade", False), about.get("solution", False)
    locked = False if solution else True if grade else about.get("locked", False)
    points = str(float(about["points"])) if grade else ""
    said = "".join(map(str, (text(cell), cell["cell_type"], grade, solution, locked, about["grade_id"], points)))
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()


def text(cell: dict[str, Any]) -> str:
    """A cell's source; files hold it whole or in lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _untouched(path: Path) -> bool:
    try:
        return read(path).untouched
    except NoWork:
        return False


def _json(content: bytes, path: Path) -> dict[str, Any]:
    again = "`course restore` puts the released notebook back and keeps this file aside"
    if not content.strip():
        raise NoWork(f"{here(path)} is empty: {again}.")
    try:
        found = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise NoWork(f"{here(path)} is not a notebook: it is not text in UTF-8; {again}.") from None
    except RecursionError:
        raise NoWork(f"{here(path)} is not a notebook: it is nested too deep; {again}.") from None
    except ValueError as error:
        merged = b"<<<<<<<" in content
        why = "git left its conflict marks (<<<<<<<) in it" if merged else f"its JSON breaks off: {error}"
        raise NoWork(f"{here(path)} cannot be read: {why}. Undo what changed the file, or else {again}.") from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        old = isinstance(found, dict) and "worksheets" in found
        what = "is in a format of before 2015" if old else "is JSON, but not a notebook's (it has no list of cells)"
        raise NoWork(f"{here(path)} {what}; {again}.")
    return found


def _cells(notebook: dict[str, Any], path: Path) -> Iterator[Cell]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict) or not isinstance(cell.get("metadata", {}), dict):
            raise NoWork(
                f"{here(path)}: cell {number} is not a cell; `course restore` puts the released notebook back."
            )
        about = cell.get("metadata", {}).get("nbgrader", {})
        about = about if isinstance(about, dict) and about.get("grade_id") else {}
        kind = kind_of(str(cell.get("cell_type", "")), about)
        locked = bool(about) and not about.get("solution") and bool(about.get("grade") or about.get("locked"))
        changed = None
        try:
            points = float(about.get("points") or 0)
            if about.get("checksum"):
                changed = checksum(cell) != about["checksum"]
        except (KeyError, TypeError, ValueError):  # the metadata was edited
            points, changed = 0.0, True
        yield Cell(
            number=number,
            type=str(cell.get("cell_type", "")),
            kind=kind,
            id=str(about.get("grade_id", "")),
            source=text(cell),
            points=points,
            locked=locked,
            changed=changed,
            was=str(about.get("cell_type") or cell.get("cell_type", "")),
            checksum=str(about.get("checksum", "")),
        )


def _tasks(cells: tuple[Cell, ...]) -> Iterator[Task]:
    anchor, title, group = "", "Before the first task", list[Cell]()
    for cell in cells:
        heading = HEADING.search(cell.source) if cell.type == "markdown" and cell.kind == "text" else None
        mark = ANCHOR.search(cell.source) if heading else None
        if heading and mark:
            if group:
                yield Task(anchor, title, tuple(group))
            anchor, title, group = mark[1], heading[1], []
        group.append(cell)
    if group:
        yield Task(anchor, title, tuple(group))
