"""Recordings: what cells that need a second-tier engine found where that engine was, for machines that lack it.

One file a notebook, `notebooks/recorded/<notebook>.json`, written by `course build` and read by `course.needs`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.authoring.notebooks import code_cells
from course.needs import engine_needed, key

KINDS = ("text/plain", "text/html", "image/png")


def path_for(notebook: Path) -> Path:
    """Where a notebook's recordings are."""
    return notebook.parent / "recorded" / f"{notebook.stem}.json"


def record(
    notebook: NotebookNode, path: Path, about: Callable[[str], tuple[str, str]], today: datetime.date | None = None
) -> None:
    """Write the recordings of the notebook at `path`; entries whose content is the same keep their date.

    `about(engine)` gives the name and version of what ran. A notebook without such cells has no file.
    """
    file = path_for(path)
    before = read(file)
    date = (today or datetime.date.today()).isoformat()
    cells: dict[str, Any] = {}
    for cell in code_cells(notebook):
        engine = engine_needed(cell.source)
        if engine is None:
            continue
        name, version = about(engine)
        entry = {"cell": cell.id, "engine": name, "version": version, "date": date, "outputs": outputs(cell)}
        old = before.get(key(cell.source), {})
        if {**entry, "date": old.get("date")} == old:
            entry = old
        cells[key(cell.source)] = entry
    if cells:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"cells": cells}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


def read(file: Path) -> dict[str, Any]:
    """The recordings in a file, by `key`; empty when there is no such file."""
    return dict(json.loads(file.read_text(encoding="utf-8"))["cells"]) if file.exists() else {}


def outputs(cell: NotebookNode) -> list[dict[str, str]]:
    """What a recording keeps of a cell: its text, tables and pictures, pictures with their alternative text."""
    kept = []
    for output in cell.outputs:
        data = {"text/plain": output.text} if output.output_type == "stream" else output.get("data", {})
        entry = {kind: data[kind] for kind in KINDS if kind in data}
        alt = output.get("metadata", {}).get("image/png", {}).get("alt")
        if entry:
            kept.append({**entry, "alt": alt} if alt else entry)
    return kept
