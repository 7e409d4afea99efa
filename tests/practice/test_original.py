"""Cells that must not change: what was done to them is named, and the released ones come back."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.practice import original, work
from tests.practice import small

RIGHT = small.answer(**small.RIGHT)


def broken(made: NotebookNode) -> None:
    """Everything that can be done to locked cells, at once."""
    small.find(made, "words_line").source = "pass"
    made.cells.remove(small.find(made, "words_letters"))
    twice = copy.deepcopy(small.find(made, "words_empty"))
    twice.id = "twice"
    made.cells.append(twice)
    small.find(made, "small_given").cell_type = "markdown"
    made.cells.insert(4, new_code_cell("print('my own')", id="mine"))
    made.cells[0].source = "# My notes"


def test_each_change_is_named(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, RIGHT, broken)
    read = work.read(path)
    assert original.differences(read, original.find("small", root)) == [
        "The locked cell small_given was a code cell and is now a markdown cell (number 2).",
        "The test words_line was changed (cell 6).",
        "The test words_empty is there 2 times (cells 7, 12).",
        "The test words_letters was deleted; it stood in cell 9.",
    ]
    assert original.differences(work.read(small.release(root)), original.find("small", root)) == []


def test_answers_are_no_differences(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, RIGHT)
    assert original.differences(work.read(path), original.find("small", root)) == []


def test_the_original_is_found_in_the_copy_that_was_kept(root: Path, path: Path) -> None:
    first = path.read_bytes()
    assert original.find("small", root).content == first
    small.edit(path, RIGHT)
    assert original.find("small", root) is None
    path.write_bytes(first)
    original.keep(root)
    small.edit(path, RIGHT)
    original.keep(root)
    assert original.find("small", root).content == first


def test_a_copy_with_all_cells_is_not_replaced_by_one_that_lacks_some(root: Path, path: Path) -> None:
    first = path.read_bytes()
    original.keep(root)
    small.edit(path, lambda made: made.cells.remove(small.find(made, "words_line")))
    original.keep(root)
    assert original.find("small", root).content == first
    assert original.differences(work.read(path), original.find("small", root)) == [
        "The test words_line was deleted; it stood in cell 5."
    ]


def test_a_new_release_is_the_original_of_notebooks_that_come_from_it(root: Path, path: Path) -> None:
    original.keep(root)
    made = small.notebook()
    made.cells.append(small.cell("test", "words_more", "pass", 1))
    small.release(root, made)
    second = path.read_bytes()
    original.keep(root)
    small.edit(path, RIGHT)
    assert original.find("small", root).content == second


def test_the_original_is_found_in_git_behind_the_students_own_commits(root: Path, path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=s", "-c", "user.email=s@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "released")
    first = path.read_bytes()
    small.edit(path, RIGHT)
    git("commit", "-qam", "mine")
    assert original.find("small", root).content == first


def test_restore_brings_back_the_cells_and_keeps_answers_and_own_cells(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, RIGHT, broken)
    before = path.read_bytes()
    kept, lost = original.restore("small", path, root)
    assert (kept.read_bytes(), lost) == (before, [])
    made = nbformat.read(path, as_version=4)
    nbformat.validate(made)
    assert {one: small.find(made, one).source for one in small.RIGHT} == small.RIGHT
    assert original.differences(work.read(path), original.find("small", root)) == []
    sources = [cell.source for cell in made.cells]
    assert sources[sources.index(small.RIGHT["words_split"]) + 1] == "print('my own')"
    assert "# My notes" in sources
    assert len({cell.id for cell in made.cells}) == len(made.cells)


def test_restoring_twice_changes_nothing_more(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, RIGHT, broken)
    original.restore("small", path, root)
    once = json.loads(path.read_bytes())
    original.restore("small", path, root)
    assert json.loads(path.read_bytes()) == once


def test_an_answer_that_is_there_twice_is_named(root: Path, path: Path) -> None:
    original.keep(root)

    def twice(made: NotebookNode) -> None:
        again = copy.deepcopy(small.find(made, "words_split"))
        again.id, again.source = "again", "def split(text): ..."
        made.cells.append(again)

    small.edit(path, RIGHT, twice)
    _, lost = original.restore("small", path, root)
    assert lost == ["words_split was there twice, with different text: the first one was taken."]


def test_a_broken_file_is_kept_aside_and_a_missing_one_comes_back(root: Path, path: Path) -> None:
    released = path.read_bytes()
    original.keep(root)
    path.write_text("{ broken")
    kept, lost = original.restore("small", path, root)
    assert kept.read_text() == "{ broken"
    assert "could not be read" in lost[0]
    assert path.read_bytes() == released
    path.unlink()
    original.restore("small", path, root)
    assert path.read_bytes() == released


def test_without_an_original_nothing_is_touched(root: Path, path: Path) -> None:
    small.edit(path, RIGHT, broken)
    before = path.read_bytes()
    with pytest.raises(work.NoWork, match="fetch it again"):
        original.restore("small", path, root)
    assert path.read_bytes() == before
    assert original.remedy(work.read(path), None).startswith("To get them back: fetch the assignment again")


def test_keep_survives_anything(root: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("{")
    original.keep(root)
    small.edit(small.release(root), RIGHT)
    monkeypatch.setenv("COURSE_STATE", "/proc/nowhere")
    original.keep(root)
    assert original.find("small", root) is None
