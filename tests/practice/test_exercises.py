"""The exercises as a student has them: with right answers, everything that `course check` runs passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course.grading.assignment import assignments, load, release_path
from course.practice import report
from course.practice.check import check
from tests.practice import small


@pytest.mark.parametrize("name", assignments())
def test_right_answers_pass_every_visible_test(name: str, tmp_path: Path) -> None:
    released = release_path(name)
    folder = tmp_path / "exercises" / name
    shutil.copytree(released.parent, folder)
    answers = {cell.id: cell.source for cell in load(name).cells if cell.kind in ("answer", "written")}
    small.edit(folder / released.name, small.answer(**answers))
    found = check(folder / released.name, root=tmp_path)
    assert found.complete, report.report(found)
