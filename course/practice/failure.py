"""Why a cell failed, in words for the student: from its outputs to what was expected, what came and where to look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode

from course.practice.work import Cell

LONGEST = 2_000  # characters of a message
FRAME = re.compile(r"^\s*Cell In\[(\d+)\], line (\d+)", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Kind = Literal["unanswered", "expectation", "error", "time", "engine", "stderr", "partial", "not run"]


@dataclass(frozen=True)
class Place:
    """A line of a cell: `line` counts from 1, `code` is its text."""

    cell: Cell
    line: int
    code: str


@dataclass(frozen=True)
class Failure:
    """`message` in full, without a traceback; `place` is the student's own line that it came from, if there is one, and
    `test_line` the line of the failing cell itself."""

    kind: Kind
    message: str
    place: Place | None = None
    test_line: Place | None = None


def explain(cell: Cell, outputs: list[NotebookNode], numbered: Mapping[int, Cell], limit: int) -> Failure | None:
    """What went wrong in a cell that ran, or None when nothing did.

    `numbered` has the notebook's cells by execution count, as tracebacks name them; `limit` is in seconds.
    """
    errors = [output for output in outputs if output.output_type == "error"]
    if errors:
        return _error(cell, errors, numbered, limit)
    said = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    if said and cell.kind == "test":
        return Failure("stderr", "Nothing failed, but a warning came: Validate counts that as failed.\n" + cut(said[0]))
    return None


def cut(text: str) -> str:
    """A message of bearable length."""
    text = COLOUR.sub("", text).strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n  […]\n{text[-LONGEST // 2 :]}"


def _error(cell: Cell, errors: list[NotebookNode], numbered: Mapping[int, Cell], limit: int) -> Failure:
    first, last = errors[0], errors[-1]
    place, own = _places(cell, "\n".join(first.traceback), numbered)
    if last.ename == "CellTimeoutError":
        return Failure("time", f"It ran for more than {limit} s and was stopped.", place, own)
    name, said = first.ename, cut(first.evalue)
    if name == "NotImplementedError" and place and _is_stub(place):
        return Failure("unanswered", "Not answered yet.", place, own)
    if name in ("NotYet", "AssertionError") and said:
        return Failure("expectation", said, place, own)
    if name in ("EngineUnavailable", "EngineFailed"):
        return Failure("engine", said, place, own)
    if name == "StdinNotImplementedError":
        return Failure("error", "input() has nobody to ask when the notebook is checked or graded.", place, own)
    if name in ("SyntaxError", "IndentationError", "TabError"):
        said = re.sub(r" \(.*?, line \d+\)$", "", said)
    return Failure("error", f"{name}: {said}" if said else name, place, own)


def _places(cell: Cell, traceback: str, numbered: Mapping[int, Cell]) -> tuple[Place | None, Place | None]:
    """The innermost line of the student's in a traceback, and that of the failing cell itself."""
    student = own = None
    for count, line in FRAME.findall(COLOUR.sub("", traceback)):
        found = numbered.get(int(count))
        if found is None:
            continue
        lines = found.source.split("\n")
        place = Place(found, int(line), lines[int(line) - 1].strip() if int(line) <= len(lines) else "")
        if found.number == cell.number and own is None:
            own = place
        if found.kind in ("answer", "text"):
            student = place
    return student, own


def _is_stub(place: Place) -> bool:
    lines = place.cell.source.split("\n")
    before = lines[place.line - 2].strip() if place.line > 1 else ""
    return place.cell.changed is False or (place.code == "raise NotImplementedError()" and before == "# YOUR CODE HERE")
