"""Cells that need an engine which not every machine has.

The first line of such a cell is `%%needs mariadb`. Where the engine is, the cell runs as if the line were not there.
Where it is not, the cell shows the line that installs the engine and what the cell found when it was recorded
(`notebooks/recorded/`, written by `course build`), marked as a recording, and *Run All* goes on.

`import course` in a notebook switches this on; outside IPython nothing happens.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.engines import catalogue
from course.engines.errors import EngineFailed, EngineUnavailable
from course.engines.paths import PROJECT
from course.measure.output import emit

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

RECORDED = PROJECT / "notebooks" / "recorded"
FIRST_LINE = re.compile(r"\A\s*%%needs[ \t]+(?P<engine>[\w-]+)[ \t]*(?:\n|\Z)")


def register(shell: InteractiveShell) -> None:
    """Teach an IPython shell the `%%needs` line, and to show a missing engine as a sentence instead of a traceback."""
    if not any(getattr(transform, "__name__", "") == transform_cell.__name__ for transform in _transforms(shell)):
        _transforms(shell).insert(0, transform_cell)
    shell.set_custom_exc((EngineUnavailable, EngineFailed), _show_in_one_line)


def engine_needed(source: str) -> str | None:
    """The engine that a cell's first line asks for, or None."""
    found = FIRST_LINE.match(source)
    return found["engine"] if found else None


def key(source: str) -> str:
    """What a recording is filed under: the sha256 of the cell's source without its `%%needs` line."""
    return hashlib.sha256(FIRST_LINE.sub("", source).strip().encode()).hexdigest()


def available(engine: str) -> bool:
    """Whether an engine can be used here. Raises ValueError when the course knows no engine of that name."""
    return catalogue.engine(engine).find() is not None


def transform_cell(lines: list[str]) -> list[str]:
    """IPython input transformer: the cell without its `%%needs` line, or a call that shows its recording."""
    source = "".join(lines)
    engine = engine_needed(source)
    if engine is None:
        return lines
    try:
        here = available(engine)
    except ValueError as unknown:
        return [f"raise ValueError({str(unknown)!r})\n"]
    if here:
        # A comment in place of the line, so that tracebacks keep the line numbers that the reader sees.
        return FIRST_LINE.sub(f"# needs {engine}\n", source).splitlines(keepends=True)
    return [f"__import__('course.needs').needs.show_recorded({engine!r}, {key(source)!r})\n"]


def show_recorded(engine: str, recording: str) -> None:
    """Show what a cell found where its engine was there, marked as a recording, with the line that installs the engine.

    `recording` is the cell's `key`. A cell that was changed since, or never recorded, has nothing to show and says so.
    """
    title = catalogue.engine(engine).title
    install = f"To run it here: {catalogue.engine(engine).install_line()}"
    found = recordings().get(recording)
    if found is None:
        head, note, body = (
            "Not run",
            f"{title} is not on this machine, and this cell was never recorded as it stands.",
            [],
        )
    else:
        head = "Recorded, not run here"
        note = f"this is what {found['engine']} {found['version']} gave on {found['date']}; it is not on this machine."
        body = found["outputs"]
    lines = [f"  | {line}" for output in body for line in output.get("text/plain", "[figure]").splitlines()]
    style = "border: 2px dashed var(--jp-warn-color1, #b26a00); padding: 0.5em 1em"
    page = f"<p><strong>{head}</strong>: {html.escape(note)}<br>{html.escape(install)}</p>{''.join(map(_page, body))}"
    emit(
        {
            "text/plain": "\n".join([f"{head.upper()}: {note}", install, *lines]),
            "text/html": f'<div style="{style}">{page}</div>',
        }
    )


@cache
def recordings(folder: Path = RECORDED) -> dict[str, dict[str, Any]]:
    """Every recording, by `key`."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.json")):
        found.update(json.loads(file.read_text(encoding="utf-8"))["cells"])
    return found


def _transforms(shell: InteractiveShell) -> list[Any]:
    return shell.input_transformers_cleanup


def _show_in_one_line(
    shell: InteractiveShell, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: int | None = None
) -> None:
    shell._showtraceback(kind, error, [f"{kind.__name__}: {error}"])


def _page(output: dict[str, Any]) -> str:
    if "image/png" in output:
        alt = html.escape(output.get("alt", ""), quote=True)
        return f'<img src="data:image/png;base64,{output["image/png"]}" alt="{alt}" style="max-width: 100%">'
    if "text/html" in output:
        return f"<div>{output['text/html']}</div>"
    return f"<pre>{html.escape(output.get('text/plain', ''))}</pre>"
