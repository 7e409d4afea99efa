"""The notebooks of this course: their form, and whether they teach what the syllabus says."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring import coverage, form
from course.authoring.notebooks import all_notebooks


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_its_form(path: Path) -> None:
    assert form.problems(path) == []


def test_every_item_of_a_ready_section_is_taught() -> None:
    assert coverage.gaps() == []
