"""What a student sees: the page opens, a notebook runs from top to bottom, a slider redraws its figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Page

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump
from tests.browser.conftest import Lab, opened, run_all, show_cell

pytestmark = pytest.mark.browser

SLIDER = """\
from course import show

def draw(share):
    show.bars({"read": share, "skipped": 1 - share}, title="The share decides", unit="share of the table")

show.explore(draw, share=(0.0, 1.0, 0.1))"""

CELL = ".jp-Notebook .jp-CodeCell.jp-mod-active"
PICTURE = f"{CELL} .jp-OutputArea-output img"


def test_a_small_notebook_runs_and_its_slider_redraws(page: Page, lab: Lab, shoot: Callable[[str], None]) -> None:
    cells = [new_markdown_cell("# A small one"), new_code_cell("import course"), new_code_cell(SLIDER)]
    cells += [new_code_cell("%%needs duckdb\n6 * 7")]
    (lab.folder / "notebooks" / "small.ipynb").write_text(dump(canonical(new_notebook(cells=cells))))
    opened(page, lab, "notebooks/small.ipynb")
    done = run_all(page, 120)
    ran_through(done)
    assert done[-1]["outputs"][0]["data"]["text/plain"] == "42"
    move_slider(page, "show.explore(")
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


def test_databases_runs_and_its_slider_redraws(page: Page, lab: Lab, shoot: Callable[[str], None]) -> None:
    opened(page, lab, "notebooks/02-databases.ipynb")
    shoot("opened")
    ran_through(run_all(page, 600))
    move_slider(page, "show.explore(")
    shoot("slider-moved")


def ran_through(cells: list[dict[str, Any]]) -> None:
    """Every cell was executed, in order and from the first, and none ended in an error or with a claim that fails."""
    outputs = [(cell["id"], output) for cell in cells for output in cell["outputs"]]
    assert [f"{cell}: {o['ename']}: {o['evalue']}" for cell, o in outputs if o["output_type"] == "error"] == []
    assert [cell for cell, o in outputs if "✗" in str(o.get("data", {}).get("text/plain", ""))] == []
    assert [cell["count"] for cell in cells] == list(range(1, len(cells) + 1))


def move_slider(page: Page, source_has: str) -> None:
    """Move the first slider of a cell with the keyboard, and see that the cell's picture becomes another one."""
    show_cell(page, source_has)
    page.locator(f"{CELL} .noUi-handle").first.scroll_into_view_if_needed()
    before = page.locator(PICTURE).first.get_attribute("src")
    page.locator(f"{CELL} .noUi-handle").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([picture, old]) => { const now = document.querySelector(picture); return now && now.src !== old }",
        arg=[PICTURE, before],
    )
