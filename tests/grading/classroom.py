"""Thirty students of different quality, with the marks that each must get, known before anything is graded."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from course.grading.grade import Settings
from tests.grading import small

ESSAY = "small_essay"  # marked by a person


def submissions() -> dict[str, tuple[str | bytes, dict[str, float]]]:
    """By student: (what they hand in, points by cell). The essay has no points yet where a person must read it."""
    clamps = {**_variants("clamp"), "stub": (None, {"clamp_inside", "clamp_bounds"})}
    tallies = {**_variants("tally"), "stub": (None, {"tally_counts"})}
    essays = (small.GOOD_ESSAY, None)
    found: dict[str, tuple[str | bytes, dict[str, float]]] = {}
    combinations = itertools.product(clamps.values(), tallies.values(), essays)
    for number, ((clamp, lost_one), (tally, lost_two), essay) in enumerate(itertools.islice(combinations, 0, None, 2)):
        book = answered({"clamp": clamp, "tally": tally, ESSAY: essay})
        found[f"student{number:02}"] = (nbformat.writes(book), expected(lost_one | lost_two, essay is not None))
    found = dict(list(found.items())[:24])
    nothing = expected(set(small.POINTS), False)
    everything = expected(set(), True)
    found["broken_json"] = ('{"cells": [', nothing)
    found["not_a_notebook"] = (b"\x89PNG\r\n\x1a\n", nothing)
    found["empty_notebook"] = (nbformat.writes(nbformat.v4.new_notebook()), nothing)
    found["leaves_early"] = (
        nbformat.writes(answered({"tally": "import os\nos._exit(0)"})),
        {"clamp_inside": 2.0, "clamp_bounds": 2.0, "tally_counts": 0.0},
    )
    found["warns_and_prints"] = (
        nbformat.writes(answered({"clamp": f"import warnings\nwarnings.warn('old')\nprint('hello')\n{small.CLAMP}"})),
        everything,
    )
    found["says_full_marks"] = (nbformat.writes(cheated()), expected({"clamp_inside", "clamp_bounds"}, True))
    assert len(found) == 30, len(found)
    return found


def expected(lost: set[str], essay: bool) -> dict[str, float]:
    """Points by cell for who loses these cells; without the essay's where a person must mark it."""
    points = {name: 0.0 if name in lost else most for name, most in small.POINTS.items() if name != ESSAY}
    return points if essay else {**points, ESSAY: 0.0}


def answered(answers: dict[str, str | None]) -> NotebookNode:
    """A student's notebook: the solutions, but for these answers; None leaves the cell as it was released."""
    book, released = small.submitted(), small.released()
    for cell, untouched in zip(book.cells, released.cells, strict=True):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            given = answers[name]
            cell.source = untouched.source if given is None else given
    return book


def cheated() -> NotebookNode:
    """A wrong answer, with tests, points and outputs changed to look right."""
    book = answered({"clamp": "def clamp(value, low, high):\n    return None"})
    for cell in book.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade_id") in ("clamp_inside", "clamp_bounds"):
            cell.source = "pass"
            about["points"] = 100
            cell.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "100"})]
    return book


def hand_in(
    root: Path, student: str, data: str | bytes, name: str = small.NAME, when: str = "2026-11-20 10:00:00"
) -> None:
    """Put a file where `course collect` puts it."""
    folder = root / "submitted" / student / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_bytes(data.encode() if isinstance(data, str) else data)
    (folder / "timestamp.txt").write_text(f"{when} UTC")


def hand_in_all(root: Path) -> dict[str, dict[str, float]]:
    """Everybody's work in `submitted/`; the points expected, by student and cell."""
    everyone = submissions()
    for student, (data, _) in everyone.items():
        hand_in(root, student, data)
    return {student: points for student, (_, points) in everyone.items()}


def mark_by_hand(settings: Settings, student: str, score: float) -> None:
    """What formgrader does with the essay."""
    with Gradebook(settings.database, settings.course_id) as book:
        mark = book.find_grade(ESSAY, small.NAME, small.NAME, student)
        mark.manual_score, mark.needs_manual_grade = score, False
        book.db.commit()


def _variants(answer: str) -> dict[str, tuple[str | None, set[str]]]:
    """Solution, right and wrong answers of a cell: (source, cells that it loses)."""
    found: dict[str, tuple[str | None, set[str]]] = {"solution": (getattr(small, answer.upper()), set())}
    for kind, files in (("right", small.RIGHT), ("wrong", small.WRONG)):
        for name, source in files.items():
            if name.startswith(f"{answer}/"):
                loses = re.match(r"# loses: (.+)", source)
                found[f"{kind} {name}"] = (source, set(loses[1].split(", ")) if loses else set())
    return found
