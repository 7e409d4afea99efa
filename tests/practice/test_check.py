"""`course check`: what it finds in a fresh kernel, what it says, and that nbgrader's Validate says the same."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.nbgraderformat import ValidationError
from nbgrader.validator import Validator

from course.practice import original, report, verbs, work
from course.practice.check import Checked, check
from tests.practice import small

LIMIT = 60  # seconds a cell: enough for a deep recursion, whose traceback takes seconds on a busy machine
SHORT = 6  # seconds a cell where one of them never ends: what such a test costs

# One task for each kind of mistake: the student's answer, then the tests.
MISTAKES: dict[str, tuple[str, ...]] = {
    "stub": ("", "a_stub()"),
    "stub_inside": (
        "def half(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n\nDONE = 1",
        "equal('half(2)', half(2), 1)",
        "equal('DONE', DONE, 1)",
    ),
    "right": ("def double(x):\n    return 2 * x", "# Twice.\nequal('double(2)', double(2), 4)"),
    "wrong": (
        "def words(line):\n    return line.split(' ')",
        "# A line falls into its words.\nequal('words(\"a b\")', words('a b'), ['a', 'b'])",
        "# An empty line has none.\nequal('words(\"\")', words(''), [], see=\"lesson Words, 'Splitting'\")",
        "equal('words(\" \")', words(' '), [])",
    ),
    "exception": (
        "import json\n\ndef parsed(text):\n    return json.loads(text)",
        "value = 'so'\nequal('parsed', parsed(value), 1)",
    ),
    "in_raises": (
        "def refuse(x):\n    return {}[x]",
        "with raises(ValueError, 'refuse(1)'):\n    refuse(1)",
    ),
    "syntax": ("def total(words:\n    return 1", "equal('total', total([]), 0)"),
    "recursion": ("def down(n):\n    return down(n + 1)", "down(1)"),
    "warning": ("import warnings\ndef old():\n    warnings.warn('is old')\n    return 3", "equal('old', old(), 3)"),
    "prints": ("def loud():\n    print('thinking')\n    return 3", "equal('loud', loud(), 3)"),
    "value": ("part = 0.5", "part"),
    "exits": ("def leave():\n    raise SystemExit(3)", "leave()"),
    "asks": ("def ask():\n    return input()", "equal('ask', ask(), 3)"),
    "engine": ("from course import engines\ndef db():\n    return engines.mariadb()", "db()"),
    "assertion": ("x = 1", "assert x == 2"),
    "long": ("def text():\n    return 'x' * 100_000\n\ndef bad():\n    raise ValueError(text())", "bad()"),
}


def at(root: Path, limit: int = LIMIT) -> Checked:
    """What a check of the assignment below `root` finds."""
    return check(root / "exercises" / small.NAME / "small.ipynb", root=root, limit=limit)


def validated(path: Path, limit: int = LIMIT) -> dict[str, list[dict[str, str]]]:
    """What JupyterLab's Validate button shows."""
    validator = Validator()
    validator.config.Execute.timeout = limit
    validator.log.setLevel(logging.CRITICAL)
    result: dict[str, list[dict[str, str]]] = validator.validate(str(path))
    return result


def failing(found: Checked) -> set[str]:
    """The sources of the graded cells that do not pass."""
    graded = [cell for cell in found.work.cells if cell.kind in ("test", "written")]
    return {cell.source.strip() for cell in graded if not found.passed(cell)}


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checked, dict[str, list[dict[str, str]]]]:
    """One notebook with every kind of mistake: what the check finds, and what Validate shows."""
    root = tmp_path_factory.mktemp("mistakes")
    path = small.release(root, small.several(MISTAKES))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATE", str(root / "state"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(root / "config"))
        patch.setenv("COURSE_HIDE_ENGINES", "mariadb")
        return at(root), validated(path)


@pytest.fixture
def said(mistakes: tuple[Checked, object]) -> Callable[[str], str]:
    """The report about one task."""
    text = report.report(mistakes[0])

    def about(task: str) -> str:
        lines = text.splitlines()
        start = next(i for i, line in enumerate(lines) if line[:1] in "✓✗·–" and line[2:].split(":")[0] == task)
        end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith("    ")), len(lines))
        return "\n".join(lines[start:end])

    return about


def test_validate_says_the_same_of_every_test_cell(mistakes: tuple[Checked, dict[str, list[dict[str, str]]]]) -> None:
    found, by_validate = mistakes
    assert failing(found) == {cell["source"] for cell in by_validate["failed"]}
    assert {cell.id for cell in found.work.cells if cell.kind == "test" and found.passed(cell)} == {
        "stub_inside_2",
        "right_1",
        "wrong_1",
        "prints_1",
    }
    assert not found.complete


def test_what_is_not_answered_yet_is_said_in_a_line(said: Callable[[str], str]) -> None:
    assert said("stub") == "· stub: not answered yet (2 points)"
    inside = "✗ stub_inside_1\n        Not answered yet.\n        in your answer stub_inside, line 3:"
    assert inside in said("stub_inside")


def test_later_tasks_run_and_show_their_points(said: Callable[[str], str]) -> None:
    assert said("right") == "✓ right: 2 of 2 points of visible tests\n    ✓ Twice (right_1, 2 points)"


def test_a_failed_expectation_says_what_was_expected_what_came_and_where_to_look(said: Callable[[str], str]) -> None:
    assert (
        said("wrong")
        == """\
✗ wrong: 2 of 6 points of visible tests
    ✓ A line falls into its words (wrong_1, 2 points)
    ✗ An empty line has none (wrong_2, 2 points)
        words("")
          expected: []
          got:      ['']
          see:      lesson Words, 'Splitting'
    ✗ wrong_3
        words(" ")
        …"""
    )


def test_an_exception_shows_the_students_own_line_and_no_traceback(said: Callable[[str], str]) -> None:
    assert (
        said("exception")
        == """\
✗ exception: 0 of 2 points of visible tests
    ✗ exception_1
        JSONDecodeError: Expecting value: line 1 column 1 (char 0)
        in your answer exception, line 4:  return json.loads(text)
        called from the test exception_1, line 2:  equal('parsed', parsed(value), 1)"""
    )
    assert "got:      KeyError: 1\n        in your answer in_raises, line 2:  return {}[x]" in said("in_raises")
    assert "RecursionError" in said("recursion") and len(said("recursion").splitlines()) == 5


def test_a_cell_that_breaks_is_named_before_the_tests_that_it_breaks(said: Callable[[str], str]) -> None:
    assert "your answer syntax (cell " in said("syntax").splitlines()[1]
    cause = "SyntaxError: '(' was never closed\n        in your answer syntax, line 1:  def total(words:"
    assert cause in said("syntax")
    assert said("syntax").endswith("✗ syntax_1\n        NameError: name 'total' is not defined")


def test_an_endless_loop_is_stopped_and_named_as_validate_says_it(root: Path) -> None:
    loop = ("def run(x):\n    while True:\n        pass", "run(1)")
    path = small.release(root, small.several({"endless": loop, "later": ("x = 1", "x == 1 or 1 / 0")}))
    found = at(root, SHORT)
    stopped = f"It ran for more than {SHORT} s and was stopped.\n        in your answer endless, line "
    assert stopped in report.report(found)
    assert failing(found) == {"run(1)"} == {cell["source"] for cell in validated(path, SHORT)["failed"]}


def test_a_value_above_the_points_is_a_failure_and_no_traceback(root: Path) -> None:
    small.release(root, small.several({"much": ("whole = 9", "whole"), "later": ("x = 1", "x == 1 or 1 / 0")}))
    found = at(root)
    assert failing(found) == {"whole"}
    assert "The test's value is more than its 2 points." in report.report(found)


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ("warning", "a warning came: Validate counts that as failed.\n"),
        ("value", "The test's value gives 0.5 of 2 points."),
        ("exits", "SystemExit: 3"),
        ("asks", "input() has nobody to ask when the notebook is checked or graded."),
        ("engine", "mariadb is not on this machine. To install it:"),
        ("assertion", "AssertionError\n        called from the test assertion_1, line 1:  assert x == 2"),
        ("long", "[…]"),
    ],
)
def test_other_failures_are_said_in_plain_words(said: Callable[[str], str], task: str, says: str) -> None:
    assert says in said(task)
    assert len(said(task)) < 2_500


def test_it_says_that_hidden_tests_decide(mistakes: tuple[Checked, object]) -> None:
    text = report.report(mistakes[0])
    assert "4 of 19 visible tests pass: 8 of 38 points. JupyterLab's Validate button runs the same tests." in text
    assert "hidden tests in the same cells decide the points" in text
    assert "Traceback" not in text and "site-packages" not in text


def test_a_right_notebook_is_complete_whatever_else_is_in_it(root: Path, path: Path) -> None:
    """Old outputs, a kernel of another name, a flood of output and an own cell that fails change nothing."""

    def odd(made: NotebookNode) -> None:
        for cell in made.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.v4.new_output("error", ename="Old", evalue="", traceback=[])]
                cell.execution_count = 77
        made.metadata.kernelspec.name = "conda-env-mine-py"
        made.cells.insert(4, new_code_cell("1 / 0"))

    flood = "def split(text):\n    for _ in range(300): print('x' * 100_000)\n    return text.split()"
    small.edit(path, small.answer(**small.RIGHT | {"words_split": flood}), odd)
    before = path.read_bytes()
    found = at(root)
    text = report.report(found)
    assert found.complete, text
    assert "Everything visible passes. To hand in: course submit small" in text
    assert "ZeroDivisionError: division by zero\n        in your own cell 5, line 1:  1 / 0" in text
    assert "✓ written answer (essay, 4 points): a person reads and marks it" in text
    assert sum(len(o.get("text", "")) for cell in found.run.cells for o in cell.get("outputs", [])) < 1_000_000
    assert path.read_bytes() == before, "a check changes nothing"


def test_a_written_answer_that_is_missing_counts_as_it_does_for_validate(root: Path, path: Path) -> None:
    small.edit(path, small.answer(**small.RIGHT | {"essay": "YOUR ANSWER HERE"}))
    found = at(root)
    assert failing(found) == {"YOUR ANSWER HERE"} == {cell["source"] for cell in validated(path)["failed"]}
    assert "· Why: not answered yet (4 points)" in report.report(found)


def add(grade_id: str) -> small.Edit:
    def change(made: NotebookNode) -> None:
        cell = small.find(made, grade_id)
        cell.source += "\npass"

    return change


def retyped(made: NotebookNode) -> None:
    small.find(made, "words_line").cell_type = "markdown"


def twice(made: NotebookNode) -> None:
    again = copy.deepcopy(small.find(made, "words_empty"))
    again.id = "again"
    made.cells.append(again)


def deleted(made: NotebookNode) -> None:
    made.cells.remove(small.find(made, "words_letters"))


def test_changed_deleted_and_duplicated_cells_are_named_with_the_way_back(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, small.answer(**small.RIGHT), add("words_line"), add("small_given"), twice, deleted)
    found = at(root)
    text = report.report(found)
    assert "✗ The given cell small_given was changed (cell 2)." in text
    assert "✗ The test words_line was changed (cell 5)." in text
    assert "✗ The test words_empty is there 2 times (cells 6, 11)." in text
    assert "✗ The test words_letters was deleted; it stood in cell 9." in text
    assert "To get them back and keep your answers: course restore small" in text
    assert "✗ A line falls into its words (words_line, 2 points): passes, but is not the released test" in text
    assert "✗ Letters: no test is left in it" in text
    assert not found.complete


@pytest.mark.parametrize(("change", "key"), [(add("words_line"), "changed"), (retyped, "type_changed"), (twice, None)])
def test_validate_refuses_what_the_check_refuses(root: Path, path: Path, change: small.Edit, key: str | None) -> None:
    small.edit(path, small.answer(**small.RIGHT), change)
    assert original.differences(work.read(path), None)
    if key:
        assert list(validated(path)) == [key]
    else:
        with pytest.raises(ValidationError):
            validated(path)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import os; os._exit(1)", "ended the kernel"),
        ("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", "could not be interrupted"),
    ],
)
def test_what_takes_the_kernel_along_ends_the_run_and_is_named(root: Path, body: str, says: str) -> None:
    tasks = {"first": ("x = 1", "x"), "fatal": (body, "1"), "later": ("y = 1", "y")}
    path = small.release(root, small.several({name: (one[0], "pass") for name, one in tasks.items()}))
    small.edit(path, lambda made: made.cells.pop(0))  # without the course, cells are quick
    found = check(path, root=root, limit=2)
    text = report.report(found)
    assert f"The run ended early: fatal (cell 5) {says}" in text
    assert "✓ first: 2 of 2" in text
    assert "– later: not run (2 points)" in text
    assert [cell.id for cell in found.work.cells if cell.kind == "test" and found.passed(cell)] == ["first_1"]


def test_an_invalid_notebook_is_refused_in_a_sentence(root: Path, path: Path) -> None:
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "cod"}]}')
    with pytest.raises(work.NoWork, match="small.ipynb is not a valid notebook"):
        at(root)


def run_verb(root: Path, assignment: str | None = None) -> tuple[bool, list[str]]:
    said: list[str] = []
    return verbs.check(assignment, limit=LIMIT, say=said.append, watch=lambda cell: None, root=root), said


def test_without_a_name_what_was_begun_is_checked_and_a_broken_one_stops_no_other(root: Path, path: Path) -> None:
    second = small.release(root, name="second")
    with pytest.raises(work.NoWork, match="Nothing is begun yet"):
        run_verb(root)
    path.write_text("{")
    small.edit(second, small.answer(**small.RIGHT))
    complete, said = run_verb(root)
    assert not complete
    assert "3 of 3 visible tests pass" in said[0]
    assert "cannot be read" in said[-1]


def test_nothing_there_is_said(root: Path) -> None:
    with pytest.raises(work.NoWork, match="There is no exercise in exercises/ yet."):
        run_verb(root)
