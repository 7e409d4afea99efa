"""Reading a student's notebook: what is answered, what was changed, and files that are no notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from course.practice import work
from tests.practice import small


def test_the_checksum_is_nbgraders(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if "nbgrader" in cell.metadata:
            assert work.checksum(cell) == compute_checksum(cell) == cell.metadata.nbgrader.checksum


def test_a_released_notebook_is_untouched_and_its_tasks_are_its_anchors(path: Path) -> None:
    read = work.read(path)
    assert read.untouched
    assert [(task.anchor, task.title, task.points) for task in read.tasks] == [
        ("", "Before the first task", 0),
        ("joins", "Words", 3),
        ("acid", "Letters", 3),
        ("cap", "Why", 0),
    ]
    assert not any(task.answered for task in read.tasks)
    assert [task.hints for task in read.tasks] == [0, 1, 0, 0]


def test_an_answer_is_what_differs_from_the_stub(path: Path) -> None:
    small.edit(path, small.answer(words_split=small.RIGHT["words_split"], essay="Because.", words_total="  "))
    read = work.read(path)
    answered = {cell.id: cell.answered for cell in read.cells if cell.kind in ("answer", "written")}
    assert answered == {"words_split": True, "words_total": False, "essay": True}
    assert not read.untouched


def test_without_checksums_the_stub_itself_tells(path: Path) -> None:
    small.edit(path, lambda made: [cell.metadata.nbgrader.pop("checksum") for cell in made.cells if cell.metadata])
    small.edit(path, small.answer(words_split=small.RIGHT["words_split"]))
    answered = {cell.id: cell.answered for cell in work.read(path).cells if cell.kind in ("answer", "written")}
    assert answered == {"words_split": True, "words_total": False, "essay": False}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b'{"cells": [', "its JSON breaks off"),
        (b'{"cells": [\n<<<<<<< HEAD\n', "git left its conflict marks"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "not a notebook's"),
        (b'{"worksheets": []}', "before 2015"),
        (b'{"cells": [3]}', "cell 1 is not a cell"),
    ],
)
def test_what_is_no_notebook_is_said_in_a_sentence(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(work.NoWork, match="small.ipynb") as error:
        work.read(path)
    assert says in str(error.value)
    assert "course restore" in str(error.value)


def test_edited_metadata_counts_as_changed(path: Path) -> None:
    def edit(made: nbformat.NotebookNode) -> None:
        small.find(made, "words_line").metadata.nbgrader.points = "many"
        small.find(made, "words_empty").metadata.nbgrader.points = 100

    small.edit(path, edit)
    changed = {cell.id for cell in work.read(path).cells if cell.changed}
    assert changed == {"words_line", "words_empty"}


def test_a_name_means_the_assignments_notebook_and_a_path_itself(root: Path, path: Path) -> None:
    assert work.named("small", root) == path
    assert work.named("exercises/small", root) == path
    assert work.named("exercises/small/small.ipynb", root) == path
    with pytest.raises(work.NoWork, match="no assignment 'big' in exercises/. There: small"):
        work.named("big", root)
    with pytest.raises(work.NoWork, match="There is no file big.ipynb"):
        work.named("big.ipynb", root)


def test_begun_is_what_differs_from_the_release_or_the_only_one(root: Path, path: Path) -> None:
    assert work.begun(root) == ["small"]
    second = small.release(root, name="second")
    assert work.begun(root) == []
    small.edit(second, small.answer(essay="Because."))
    path.write_text("{")
    assert work.begun(root) == ["second", "small"]
