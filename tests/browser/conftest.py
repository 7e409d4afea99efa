"""JupyterLab as `course lab` starts it, in a browser without a window."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from course.authoring.notebooks import all_notebooks
from course.engines.paths import PROJECT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .map(cell => ({id: cell.model.id, source: cell.model.sharedModel.getSource(), count: cell.model.executionCount,
                   outputs: cell.model.outputs.toJSON()}))"""


@dataclass
class Lab:
    """A running JupyterLab: its address with the token, and the copy of the course's notebooks that it serves."""

    url: str
    folder: Path

    def at(self, notebook: str) -> str:
        """The address of one notebook, in a workspace of its own."""
        base, token = self.url.split("/lab", 1)[0], self.url.rsplit("token=", 1)[1]
        return f"{base}/lab/workspaces/{Path(notebook).stem}/tree/{notebook}?token={token}"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`course lab` over a copy of the notebooks, so that running them changes nothing in the project."""
    folder = tmp_path_factory.mktemp("course with a space")
    for notebook in all_notebooks():
        place = folder / notebook.relative_to(PROJECT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(notebook, place)
    home = tmp_path_factory.mktemp("home")
    own = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    options = ["--no-browser", f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True", "--port=0"]
    server = subprocess.Popen(
        [sys.executable, "-m", "course.cli", "lab", *options],
        cwd=PROJECT,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        said = ""
        for line in server.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\S+", line):
                yield Lab(found[0], folder)
                break
        else:
            pytest.fail(f"course lab said no address: {said}")
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """This machine's own browser."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("there is no Chromium or Chrome on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new window, of a laptop's size; addresses outside this machine are refused."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    window = context.new_page()
    window.set_default_timeout(120_000)
    yield window
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        window.screenshot(path=Path(folder) / f"{request.node.name.removeprefix('test_')}-end.png")
    context.close()


@pytest.fixture
def shoot(page: Page, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], None]:
    """Save what the window shows, for a person to look at: in COURSE_SCREENSHOTS, or the test's own folder."""
    folder = Path(os.environ.get("COURSE_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def save(name: str) -> None:
        page.screenshot(path=folder / f"{request.node.name.removeprefix('test_')}-{name}.png")

    return save


def opened(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook and wait until it is drawn and its kernel answers."""
    page.goto(lab.at(notebook))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )


def run_all(page: Page, seconds: float) -> list[dict[str, Any]]:
    """Restart and Run All, as the menu does it; returns the code cells with their outputs when the run has ended."""
    page.evaluate(
        """() => {
            window.ended = false
            const run = window.jupyterapp.commands.execute('notebook:restart-run-all')
            run.finally(() => { window.ended = true })
        }"""
    )
    page.click(".jp-Dialog .jp-mod-accept")
    page.wait_for_function("() => window.ended", timeout=seconds * 1000)
    return list(page.evaluate(CELLS))


def show_cell(page: Page, id: str) -> None:
    """Bring the code cell into view, as the active one."""
    page.evaluate(
        """async id => {
            const notebook = window.jupyterapp.shell.currentWidget.content
            const index = notebook.widgets.findIndex(cell => cell.model.id === id)
            notebook.activeCellIndex = index
            await notebook.scrollToItem(index, 'start')
        }""",
        id,
    )
