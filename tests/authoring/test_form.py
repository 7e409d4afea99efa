"""Each check of a notebook's form finds what it is there to find."""

from __future__ import annotations

import json
import socket

import pytest
from nbformat import NotebookNode

from course.authoring import form, recorded
from course.needs import key
from tests.authoring.conftest import Make, code, prose, result, shown, stream

PICTURE = "iVBORw0KGgo="
ALT = {"image/png": {"alt": "Bar chart: a is half of b"}}


def lesson(*cells: NotebookNode, words: int = 50) -> list[NotebookNode]:
    """Cells with enough prose around them."""
    count = sum(cell.cell_type == "code" for cell in cells)
    return [prose("## A lesson\n" + "word " * (words * count - 2)), *cells]


def test_a_good_notebook_has_no_problems(make: Make) -> None:
    path = make(*lesson(code("claim()", shown("✓ a is half of b"), shown("bars", image_png=PICTURE, metadata=ALT))))
    assert form.problems(path) == []


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        (code("1", number=None), "never executed"),
        (code("1", stream("stderr", "DeprecationWarning: old\n")), "a warning on stderr"),
        (code("1", shown("✗ a is half of b\n  measured: 3")), "a claim that does not hold: a is half of b"),
        (code("1", NotebookNode(output_type="error", ename="E", evalue="v", traceback=[])), "stores an error: E: v"),
        (code("1", stream("stdout", "in /tmp/x7/data\n")), "a path of the machine"),
        (code("1", shown("/home/ann/course")), "a path of the machine"),
        (code("1", shown("http://127.0.0.1:54321/")), "an address with its port"),
        (code("1", shown("listening on port 40123")), "a port"),
        (code("1", shown("pid 4711")), "a process id"),
        (code("1", result("<object at 0x7f31c1a2b3c4>")), "an address in memory"),
        (code("1", shown("bars", image_png=PICTURE)), "a figure without alternative text"),
        (code("1", shown("bars", image_png=PICTURE, metadata=ALT)), "nothing in its lesson claims"),
        (prose("![](diagram.png)"), "a picture without alternative text"),
        (prose('<img src="diagram.png">'), "a picture without alternative text"),
    ],
)
def test_what_must_not_be_stored_is_found(make: Make, cell: NotebookNode, complaint: str) -> None:
    found = form.problems(make(cell))
    assert any(complaint in problem for problem in found), found


def test_the_name_of_this_machine_is_found(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "anns-laptop")
    assert any(
        "the name of this machine" in problem for problem in form.problems(make(code("1", shown("on anns-laptop"))))
    )


def test_numbers_out_of_order_are_found(make: Make) -> None:
    path = make(code("1", number=1), code("2", number=1), in_form=False)
    assert any("stands at 2" in problem for problem in form.problems(path))


def test_a_notebook_out_of_form_is_found(make: Make) -> None:
    path = make(code("1"))
    path.write_text(path.read_text().replace('"metadata": {}', '"metadata": {"collapsed": true}', 1))
    assert any("not in canonical form" in problem for problem in form.problems(path))


def test_a_big_notebook_is_found(make: Make) -> None:
    path = make(code("1", shown("x" * 2_000_000)))
    assert any("2.0 MB" in problem for problem in form.problems(path))


def test_a_figure_may_be_claimed_in_another_cell_of_its_lesson_only(make: Make) -> None:
    figure = code("1", shown("bars", image_png=PICTURE, metadata=ALT))
    claimed = code("2", shown("✓ a is half of b"))
    assert form.problems(make(prose("## One"), figure, claimed)) == []
    assert len(form.problems(make(prose("## One"), figure, prose("## Two"), claimed))) == 1


@pytest.mark.parametrize("marker", ["tag", "comment"])
def test_one_cell_in_twenty_may_opt_out_and_no_more(make: Make, marker: str) -> None:
    def out() -> NotebookNode:
        cell = code("# NBVAL_IGNORE_OUTPUT\n1" if marker == "comment" else "1")
        cell.metadata = {"tags": ["nbval-ignore-output"]} if marker == "tag" else {}
        return cell

    allowed = make(out(), *(code("1") for _ in range(19)))
    assert form.problems(allowed) == []
    too_many = make(out(), out(), *(code("1") for _ in range(18)))
    assert any("2 of 20 code cells opt out" in problem for problem in form.problems(too_many))


def test_a_finding_that_is_not_recorded_is_found(make: Make) -> None:
    cell = code("%%needs mariadb\n1", result("1"))
    path = make(cell)
    assert any("not recorded" in problem for problem in form.problems(path))
    file = recorded.path_for(path)
    file.parent.mkdir()
    file.write_text(json.dumps({"cells": {key(cell.source): {"outputs": [{"text/plain": "1"}]}}}))
    assert form.problems(path) == []
    file.write_text(json.dumps({"cells": {key(cell.source): {"outputs": [{"text/plain": "2"}]}}}))
    assert any("not recorded" in problem for problem in form.problems(path))
    file.write_text(json.dumps({"cells": {key(cell.source): {"outputs": [{"text/plain": "1"}]}, "gone": {}}}))
    assert any("cells that are gone" in problem for problem in form.problems(path))


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        (lesson(code("1"), words=29), "words of prose"),
        (lesson(code("1"), words=72), "words of prose"),
        (lesson(*(code("x\n" * 7) for _ in range(3))), "a median of 7 lines"),
        (lesson(*(code("x\n" * n) for n in (1, 1, 1, 1, 1, 1, 15, 15, 15, 15))), "more than 14 lines"),
        (lesson(code("x\n" * 26), *(code("1") for _ in range(20))), "has 26 lines of code"),
    ],
)
def test_a_lesson_out_of_proportion_is_found(make: Make, cells: list[NotebookNode], complaint: str) -> None:
    found = form.problems(make(*cells, name="02-databases"))
    assert any(complaint in problem for problem in found), found


def test_comments_blank_lines_and_the_needs_line_are_not_code() -> None:
    assert form.code_lines(code("%%needs mariadb\n# why\n\nx = 1\ny = 2  # how\n")) == 2


def test_only_prose_counts_as_words() -> None:
    text = "# Two words\n```sql\nSELECT many, words\n```\n<b>bold</b> [link](https://example.org/a/b) $$x + y$$ `code`"
    assert form.words(NotebookNode(cells=[prose(text)])) == 5
