"""What grading one submission found: plain data, which crosses processes and machines as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class CellOutcome:
    """One cell of the graded notebook. `points` is None for what a person marks, and for cells without marks.

    `reason` says in plain words why points were lost, or what went wrong in a cell of the student's.
    """

    kind: str
    id: str
    source: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    points: float | None = None
    max_points: float = 0.0
    reason: str | None = None


@dataclass(frozen=True)
class Outcome:
    """`problem` is a reason that concerns the whole submission (a limit, a broken file).

    `broken` says that the grader or the assignment failed, not the student: such an outcome is no mark, and the
    submission is to be graded again once the cause is mended.
    """

    cells: list[CellOutcome]
    problem: str | None = None
    warnings: list[str] = field(default_factory=list)
    broken: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """Points so far, without what a person still marks."""
        return sum(cell.points or 0.0 for cell in self.cells)

    def by_id(self) -> dict[str, CellOutcome]:
        """The cells that carry marks or answers, by their grade_id."""
        return {cell.id: cell for cell in self.cells if cell.id}

    def to_json(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Outcome:
        """From another process of the grader's."""
        return Outcome(**{**data, "cells": [CellOutcome(**cell) for cell in data["cells"]]})
