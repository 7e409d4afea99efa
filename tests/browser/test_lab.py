"""What a student sees: the page opens, a notebook runs from top to bottom, every slider redraws its figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Page

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump
from course.roadmap import sections
from tests.browser.conftest import Lab, opened, run_all, show_cell

pytestmark = pytest.mark.browser

SLIDER = """\
from course import show

def draw(share):
    show.bars({"read": share, "skipped": 1 - share}, title="The share decides", unit="share of the table")

show.explore(draw, share=(0.0, 1.0, 0.1))"""

CELL = ".jp-Notebook .jp-CodeCell.jp-mod-active"
CONTROL = f"{CELL} :is(.noUi-handle, .widget-toggle-buttons button, .widget-checkbox input)"
# What moves a slider to both ends and away from them again, sets and clears a checkbox, takes a choice.
KEYS = {"slider": ("End", "Home", "PageUp"), "checkbox": ("Space", "Space"), "button": ("Enter",)}
# The kind of a control, and whether its first key would change nothing.
KIND = """control => control.matches('button') ? ['button', control.matches('.mod-active')]
    : control.matches('input') ? ['checkbox', false] : ['slider', control.ariaValueNow === control.ariaValueMax]"""
SHOWN = """cell => [...document.querySelectorAll(`${cell} .jp-OutputArea-output`)]
    .filter(output => !output.querySelector('.jupyter-widgets')).map(output => output.innerHTML).join()"""


def test_a_small_notebook_runs_and_its_slider_redraws(page: Page, lab: Lab, shoot: Callable[[str], None]) -> None:
    cells = [new_markdown_cell("# A small one"), new_code_cell("import course"), new_code_cell(SLIDER)]
    cells += [new_code_cell("%%needs duckdb\n6 * 7")]
    (lab.folder / "notebooks" / "small.ipynb").write_text(dump(canonical(new_notebook(cells=cells))))
    opened(page, lab, "notebooks/small.ipynb")
    done = run_all(page, 120)
    ran_through(done)
    assert done[-1]["outputs"][0]["data"]["text/plain"] == "42"
    show_cell(page, id=done[-2]["id"])
    move_every_control(page)
    shoot("slider-moved")
    assert page.get_by_text("Would you like to get notified").count() == 0


def test_the_start_page_renders(page: Page, lab: Lab, shoot: Callable[[str], None]) -> None:
    page.goto(lab.url)
    page.wait_for_selector(".jp-Notebook .jp-MarkdownOutput h1")
    assert page.title()
    assert page.locator(".jp-Notebook").first.is_visible()
    shoot("opened")
    opened(page, lab, "notebooks/00-start-here.ipynb")
    ran_through(run_all(page, 300))
    shoot("ran")


@pytest.mark.parametrize("lesson", [section.notebook for section in sections() if section.ready])
def test_a_lesson_runs_and_every_control_redraws(
    lesson: str, page: Page, lab: Lab, shoot: Callable[[str], None]
) -> None:
    opened(page, lab, f"notebooks/{lesson}.ipynb")
    shoot("opened")
    cells = run_all(page, 600)
    ran_through(cells)
    explored = [cell["id"] for cell in cells if "show.explore(" in cell["source"]]
    assert explored, "a lesson has figures that a student can play with"
    for cell in explored:
        show_cell(page, id=cell)
        move_every_control(page)
        shoot(cell)


def ran_through(cells: list[dict[str, Any]]) -> None:
    """Every cell was executed, in order and from the first, and none ended in an error or with a claim that fails."""
    outputs = [(cell["id"], output) for cell in cells for output in cell["outputs"]]
    assert [f"{cell}: {o['ename']}: {o['evalue']}" for cell, o in outputs if o["output_type"] == "error"] == []
    assert [cell for cell, o in outputs if "✗" in str(o.get("data", {}).get("text/plain", ""))] == []
    assert [cell["count"] for cell in cells] == list(range(1, len(cells) + 1))


def move_every_control(page: Page) -> None:
    """Move each control of the active cell to both ends, and see that what the cell shows changes each time."""
    page.locator(CONTROL).first.wait_for()
    assert page.locator(f"{CELL} .widget-dropdown").count() == 0, "nothing here moves a long list of choices"
    for control in page.locator(CONTROL).all():
        control.scroll_into_view_if_needed()
        kind, there = control.evaluate(KIND)
        for key in KEYS[kind][1:] if there else KEYS[kind]:
            before = page.evaluate(SHOWN, CELL)
            control.press(key)
            page.wait_for_function(f"([cell, before]) => ({SHOWN})(cell) !== before", arg=[CELL, before])
            assert page.locator(CELL).get_by_text("No figure for these values").count() == 0
