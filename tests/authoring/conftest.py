"""Small notebooks to check the checks with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump

Make = Callable[..., Path]


def prose(text: str) -> NotebookNode:
    """A markdown cell."""
    return new_markdown_cell(text)


def code(source: str, *outputs: NotebookNode, number: int | None = 1) -> NotebookNode:
    """A code cell with stored outputs; `number` None: never executed."""
    return new_code_cell(source, outputs=list(outputs), execution_count=number)


def shown(text: str, **more: object) -> NotebookNode:
    """A displayed text; `more` as `image_png=…` and `metadata=…`."""
    data = {"text/plain": text} | ({"image/png": more["image_png"]} if "image_png" in more else {})
    return new_output("display_data", data=data, metadata=more.get("metadata", {}))


def stream(name: str, text: str) -> NotebookNode:
    """Something printed."""
    return new_output("stream", name=name, text=text)


def result(text: str) -> NotebookNode:
    """The value of a cell's last expression."""
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a notebook of the given cells, in canonical form unless asked otherwise; returns its path."""

    def write(*cells: NotebookNode, name: str = "lesson", in_form: bool = True) -> Path:
        notebook = new_notebook(cells=list(cells))
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(dump(canonical(notebook)) if in_form else nbformat.writes(notebook), encoding="utf-8")
        return path

    return write
