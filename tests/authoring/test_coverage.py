"""A section that the syllabus calls ready has a complete lesson for each of its items."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode

from course.authoring import coverage
from course.roadmap import Item, Section
from tests.authoring.conftest import Make, code, prose, shown

ITEMS = (Item("joins", "Joins"), Item("cap", "The CAP theorem"))
READY = Section(2, "02-databases", "Databases", True, ITEMS)


def lesson(item: str) -> list[NotebookNode]:
    return [
        prose(f'<a id="{item}"></a>\n## {item}'),
        code("claim()", shown("✓ it holds")),
        prose("**Practise.** Write one."),
    ]


def test_complete_lessons_leave_no_gap(make: Make, tmp_path: Path) -> None:
    make(*lesson("joins"), *lesson("cap"), name="02-databases")
    assert coverage.gaps(tmp_path, [READY]) == []


def test_a_section_that_is_not_ready_may_be_missing(tmp_path: Path) -> None:
    to_come = Section(3, "03-networking", "Networking", False, ITEMS)
    assert coverage.gaps(tmp_path, [to_come]) == []


def test_a_ready_section_without_a_notebook_is_a_gap(tmp_path: Path) -> None:
    assert "does not exist" in coverage.gaps(tmp_path, [READY])[0]


def test_an_item_without_a_lesson_is_a_gap(make: Make, tmp_path: Path) -> None:
    make(*lesson("joins"), name="02-databases")
    assert ["no lesson for cap" in gap for gap in coverage.gaps(tmp_path, [READY])] == [True]


@pytest.mark.parametrize(
    ("without", "complaint"),
    [(1, "finds nothing"), (2, "gives nothing to do")],
)
def test_an_incomplete_lesson_is_a_gap(make: Make, tmp_path: Path, without: int, complaint: str) -> None:
    partial = lesson("cap")
    del partial[without]
    make(*lesson("joins"), *partial, name="02-databases")
    gaps = coverage.gaps(tmp_path, [READY])
    assert all("the lesson cap" in gap for gap in gaps)
    assert any(complaint in gap for gap in gaps)


def test_a_lesson_that_never_ran_or_whose_claim_failed_is_a_gap(make: Make, tmp_path: Path) -> None:
    cells = [*lesson("joins"), *lesson("cap")]
    cells[1] = code("claim()", number=None)
    cells[4] = code("claim()", shown("✗ it holds"))
    make(*cells, name="02-databases")
    gaps = " ".join(coverage.gaps(tmp_path, [READY]))
    assert "joins runs nothing" in gaps
    assert "cap finds nothing" in gaps


def test_the_outline_says_what_is_there(make: Make, tmp_path: Path) -> None:
    make(*lesson("joins"), name="02-databases")
    text = coverage.outline([READY], tmp_path)
    assert "✓ joins" in text
    assert "· cap" in text
    assert "partly there" in text
