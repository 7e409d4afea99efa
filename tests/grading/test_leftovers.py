"""Folders of a grader that was killed: gone when the next one begins, and nobody else's with them."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from course.grading import leftovers, run


def aged(path: Path) -> Path:
    then = time.time() - leftovers.OLD - 60
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def test_what_a_killed_grader_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = run._folder()
    left = killed.__enter__()  # and never left again
    (left / "student.log").write_text("x")
    with run._folder() as busy:
        aged(left)
        assert leftovers.clear() == 1
        assert not left.exists() and busy.exists()


def test_other_folders_and_links_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("mine", "course-handin-1"):
        aged(Path(tempfile.mkdtemp(dir=tmp_path, prefix=name)))
    (tmp_path / "course-grade-link").symlink_to(tmp_path / "mine")
    aged(tmp_path / "course-grade-link")
    before = sorted(tmp_path.iterdir())
    assert leftovers.clear() == 0
    assert sorted(tmp_path.iterdir()) == before
