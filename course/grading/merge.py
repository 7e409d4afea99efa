"""The notebook that is run: the instructor's cells, with the student's code and text where answers are due.

Nothing of a submission is believed but the source of its cells. Which cell is an answer is said by its grade_id alone,
which must be one of the instructor's; tests, given cells, points and kernel are the instructor's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.grading.assignment import Assignment, Cell

MAX_SOURCE = 200_000  # characters of one cell
MAX_CELLS = 2_000


@dataclass(frozen=True)
class Merged:
    """One cell to run or to keep: the instructor's, with the student's `source` where that is theirs.

    `kind` is "own" for a code cell that the student added, "note" for text that they added.
    """

    kind: str
    id: str
    source: str
    points: float = 0.0


def merge(assignment: Assignment, notebook: dict[str, Any]) -> tuple[list[Merged], list[str]]:
    """(cells in the order in which they run, what was odd about the submission in plain words).

    `notebook` is the submission, parsed. Answers that it lacks are empty and earn nothing. Cells that the student
    added stay behind the cell that they stood behind.
    """
    warnings: list[str] = []
    answers: dict[str, str] = {}
    own: dict[str, list[Merged]] = {}
    behind = ""
    present: set[str] = set()
    cells = notebook.get("cells")
    cells = cells if isinstance(cells, list) else []
    if len(cells) > MAX_CELLS:
        warnings.append(f"It has {len(cells):,} cells; only the first {MAX_CELLS:,} were looked at.")
    for cell in cells[:MAX_CELLS]:
        kind, grade_id, source = _read(cell)
        if len(source) > MAX_SOURCE:
            warnings.append(f"A cell of {len(source):,} characters was left out; {MAX_SOURCE:,} is the limit.")
            continue
        known = assignment.by_id.get(grade_id)
        if known is None:
            if kind in ("code", "markdown") and not _is_text_of(assignment, kind, source):
                number = sum(map(len, own.values())) + 1
                added = Merged("own" if kind == "code" else "note", f"own-{number}", source)
                own.setdefault(behind, []).append(added)
            continue
        if grade_id in present:
            warnings.append(f"The cell {grade_id} occurs more than once; the first one counts.")
            continue
        present.add(grade_id)
        behind = grade_id
        if known.kind in ("answer", "written"):
            answers[grade_id] = source
    missing = [cell.id for cell in assignment.cells if cell.kind in ("answer", "written") and cell.id not in answers]
    if missing:
        warnings.append(f"Missing from the notebook, and put back empty: {', '.join(missing)}.")
    merged = list(own.get("", []))
    for cell in assignment.cells:
        merged.append(_merged(cell, answers))
        if cell.id:
            merged += own.get(cell.id, [])
    return merged, warnings


def _merged(cell: Cell, answers: dict[str, str]) -> Merged:
    source = answers.get(cell.id, "") if cell.kind in ("answer", "written") else cell.source
    return Merged(cell.kind, cell.id, source, cell.points)


def _read(cell: Any) -> tuple[str, str, str]:
    """(cell type, grade_id, source) of a cell of any shape."""
    if not isinstance(cell, dict):
        return "", "", ""
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = about.get("grade_id") if isinstance(about, dict) else None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = cell.get("cell_type")
    return (
        kind if isinstance(kind, str) else "",
        grade_id if isinstance(grade_id, str) else "",
        source if isinstance(source, str) else "",
    )


def _is_text_of(assignment: Assignment, kind: str, source: str) -> bool:
    """Whether it is the instructor's own text, which comes from the instructor's copy."""
    return kind == "markdown" and any(cell.kind == "text" and cell.source == source for cell in assignment.cells)
