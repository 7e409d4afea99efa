"""Reading and writing notebooks, and the few questions that every check asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.engines.paths import PROJECT

FOLDERS = ("notebooks", "solutions")


def all_notebooks(root: Path = PROJECT) -> list[Path]:
    """The authored notebooks, in the course's order."""
    found = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.ipynb"))]
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def read(path: Path) -> NotebookNode:
    """A notebook in the current format (4.5, where cells have ids)."""
    return nbformat.read(path, as_version=4)


def dump(notebook: NotebookNode) -> str:
    """The text of a notebook file, the same for the same notebook."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_outputs(cell: NotebookNode) -> Iterator[str]:
    """What a cell printed or displayed as plain text, output by output (streams included)."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield output.text
        elif "text/plain" in output.get("data", {}):
            yield output.data["text/plain"]


def images(cell: NotebookNode) -> list[dict[str, Any]]:
    """A cell's outputs that hold a picture."""
    return [o for o in cell.get("outputs", []) if any(kind.startswith("image/") for kind in o.get("data", {}))]


def claims(cell: NotebookNode) -> list[tuple[str, str]]:
    """The claims a cell shows: (✓ or ✗, the rest of the line)."""
    return [found for text in text_outputs(cell) for found in re.findall(r"^\s*([✓✗]) (.+)$", text, re.MULTILINE)]


def tags(cell: NotebookNode) -> list[str]:
    """A cell's tags."""
    return list(cell.metadata.get("tags", []))
