"""A slider's names may not change their meaning behind it."""

from __future__ import annotations

import nbformat
import pytest

from course.authoring.sliders import overwritten

SLIDER = """
load = 3

def scaled(x):
    return load * x

def draw(x):
    show.bars({"a": scaled(x)}, title="t", unit="u")

show.explore(draw, x=(1, 9))
"""


def notebook(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize(
    "later",
    ["load = 4", "for load in (1, 2):\n    pass", "def scaled(y):\n    return y", "with open('x') as load:\n    pass"],
)
def test_a_name_that_a_later_cell_assigns_is_reported(later: str) -> None:
    (sentence,) = overwritten(notebook("%%needs mariadb\nimport math", SLIDER, later))
    assert "cell-1" in sentence
    assert "cell-2" in sentence


@pytest.mark.parametrize(
    "later", ["other = load", "def f():\n    load = 5\n    return load", "[load for load in (1, 2)]", "import load", ""]
)
def test_reading_a_name_or_using_it_inside_a_function_is_fine(later: str) -> None:
    assert list(overwritten(notebook(SLIDER, later))) == []


def test_what_came_before_the_slider_does_not_matter() -> None:
    assert list(overwritten(notebook("load = 1", "load = 2", SLIDER))) == []
