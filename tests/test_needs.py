"""Cells that need an engine run where it is, and show what was recorded where it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from course import needs

CELL = "%%needs mariadb\nx = 1\nx / 0"
PNG = "iVBORw0KGgo="


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of recordings with one of CELL."""
    entry = {
        "cell": "sql-engines-3",
        "engine": "MariaDB",
        "version": "10.11.6",
        "date": "2026-01-02",
        "outputs": [
            {"text/plain": "✓ it <holds>", "text/html": "<b>✓ it holds</b>"},
            {"text/plain": "Bar chart", "image/png": PNG, "alt": 'Bars of "a"'},
            {"text/plain": "1 < 2"},
        ],
    }
    (tmp_path / "02-databases.json").write_text(json.dumps({"cells": {needs.key(CELL): entry}}))
    found = needs.recordings(tmp_path)
    monkeypatch.setattr(needs, "recordings", lambda: found)
    return tmp_path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is displayed instead of going to a notebook."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(needs, "emit", bundles.append)
    return bundles


def test_the_first_line_names_the_engine_and_is_not_part_of_the_key() -> None:
    assert needs.engine_needed(CELL) == "mariadb"
    assert needs.engine_needed("# %%needs mariadb\n1") is None
    assert needs.key(CELL) == needs.key("x = 1\nx / 0") == needs.key("%%needs  mariadb \n\nx = 1\nx / 0\n")
    assert needs.key(CELL) != needs.key(CELL + "1")


def test_where_the_engine_is_the_cell_runs_with_its_line_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "available", lambda engine: True)
    assert needs.transform_cell(CELL.splitlines(keepends=True)) == ["# needs mariadb\n", "x = 1\n", "x / 0"]


def test_cells_without_the_line_are_left_alone() -> None:
    lines = ["x = 1\n", "%%needs mariadb\n"]
    assert needs.transform_cell(lines) is lines


def test_hidden_engines_count_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "duckdb, mariadb")
    assert not needs.available("duckdb")
    assert not needs.available("mariadb")
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "")
    assert needs.available("duckdb")


def test_a_recording_is_marked_as_one(recording: Path, shown: list[dict[str, Any]]) -> None:
    needs.show_recorded("mariadb", needs.key(CELL))
    text, page = shown[0]["text/plain"], shown[0]["text/html"]
    first, install, *body = text.splitlines()
    assert first.startswith("RECORDED, NOT RUN HERE: ")
    assert "MariaDB 10.11.6" in first
    assert "2026-01-02" in first
    assert install.startswith("To run it here: ")
    assert "mariadb" in install
    assert body == ["  | ✓ it <holds>", "  | Bar chart", "  | 1 < 2"]
    assert "<strong>Recorded, not run here</strong>" in page
    assert "<b>✓ it holds</b>" in page
    assert f'src="data:image/png;base64,{PNG}" alt="Bars of &quot;a&quot;"' in page
    assert "<pre>1 &lt; 2</pre>" in page


def test_a_changed_cell_has_no_recording_and_says_so(recording: Path, shown: list[dict[str, Any]]) -> None:
    needs.show_recorded("mariadb", needs.key(CELL + "  # changed"))
    assert "never recorded as it stands" in shown[0]["text/plain"]
    assert "✓" not in shown[0]["text/plain"]


def test_in_a_kernel_run_all_goes_on_without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "mariadb")
    sources = [
        "import course",
        "%%needs mariadb\nraise SystemError('must not run')",
        "'after'",
        "%%needs duckdb\n1 + 1",
        "%%needs teleporter\n1",
        "from course.engines.errors import EngineUnavailable\nraise EngineUnavailable('mariadb', 'apt-get install it')",
    ]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=120).execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert outputs[1][0].data["text/plain"].startswith("NOT RUN: MariaDB is not on this machine")
    assert outputs[2][0].data["text/plain"] == "'after'"
    assert outputs[3][0].data["text/plain"] == "2"
    assert "is not an engine the course knows" in outputs[4][0].evalue
    assert outputs[5][0].traceback == [
        "EngineUnavailable: mariadb is not on this machine. To install it:  apt-get install it"
    ]
    assert nbformat.validate(notebook) is None
