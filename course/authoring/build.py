"""Executes notebooks and stores them in canonical form; what must not be stored is refused, with the cell named."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course import needs
from course.authoring import recorded
from course.authoring.canonical import canonical
from course.authoring.notebooks import claims, code_cells, dump, read
from course.engines import catalogue
from course.engines.paths import PROJECT
from course.files import replace

SECONDS_PER_CELL = 600
# A change in any of these can change what a notebook shows.
SHOWS_IN_NOTEBOOKS = ("course/engines", "course/measure", "course/show", "course/data", "course/needs.py", "datasets")


class Refused(Exception):
    """The notebook ran into something that must not be stored; the message names the notebook and the cell."""


def build(
    path: Path, *, force: bool = False, figures: bool = False, watch: Callable[[str], None] | None = None
) -> bool:
    """Execute a notebook and store it in canonical form; returns False when there was nothing to do.

    With `force` it is executed although neither it nor the library changed. A cell whose text outputs are unchanged,
    and its source with that of all code before it, keeps its stored figures, byte for byte, unless `figures` asks for
    them to be redrawn. `watch` is told, before each code cell runs, which one it is. Raises Refused on an error, on
    stderr output, on a claim that does not hold and on an engine that is missing; the file is then left as it was.
    """
    before = canonical(read(path))
    made_from = fingerprint(before)
    stored = before.metadata.get("course", {}).get("built")
    if stored == made_from and not (force or figures) and path.read_text(encoding="utf-8") == dump(before):
        return False
    require_engines(before, path)
    after = execute(before, path, watch)
    after.metadata["course"] = {"built": made_from, "drawn": drawn(after)}
    after = canonical(after)
    refuse_unfit(after, path)
    if not figures:
        keep_figures(before, after)
    recorded.record(after, path, about)
    replace(path, dump(after).encode())
    return True


def fingerprint(notebook: NotebookNode, root: Path = PROJECT) -> str:
    """What a notebook's outputs are made from: its own cells and the parts of the library that show in it."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        digest.update(f"{cell.cell_type}\0{cell.id}\0{cell.source}\0".encode())
    for name in SHOWS_IN_NOTEBOOKS:
        for file in sorted(_files(root / name)):
            digest.update(f"{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def require_engines(notebook: NotebookNode, path: Path) -> None:
    """Raise Refused when an engine that a cell needs is missing: its finding could not be recorded."""
    for cell in code_cells(notebook):
        engine = needs.engine_needed(cell.source)
        if engine and not needs.available(engine):
            raise Refused(
                f"{where(path, cell)} needs {engine}, which is not on this machine; `course doctor` says how."
            )


def execute(notebook: NotebookNode, path: Path, watch: Callable[[str], None] | None = None) -> NotebookNode:
    """Run every cell in a new kernel of this Python; returns the executed copy. Raises Refused on an error."""
    result = copy.deepcopy(notebook)
    for cell in code_cells(result):
        cell.outputs, cell.execution_count = [], None
    count = len(code_cells(result))
    order = {cell.id: number for number, cell in enumerate(code_cells(result), start=1)}

    def tell(cell: NotebookNode, cell_index: int) -> None:
        if watch and cell.cell_type == "code":
            watch(f"{path.stem} {order[cell.id]}/{count} {cell.id}")

    client = NotebookClient(
        result,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=tell,
    )
    try:
        with _kernel_environment():
            client.execute()
    except CellExecutionError as error:
        raise Refused(f"{_failed_at(result, path)}: {error.ename}: {error.evalue}\n{error.traceback}") from None
    except CellTimeoutError:
        raise Refused(f"{_failed_at(result, path)} ran for more than {SECONDS_PER_CELL} s.") from None
    except DeadKernelError:
        raise Refused(f"{_failed_at(result, path)}: the kernel died.") from None
    return result


def refuse_unfit(notebook: NotebookNode, path: Path) -> None:
    """Raise Refused for a claim that does not hold, for stderr output and for a cell that was not executed."""
    for cell in code_cells(notebook):
        failed = [sentence for mark, sentence in claims(cell) if mark == "✗"]
        if failed:
            raise Refused(f"{where(path, cell)}: a claim does not hold: {failed[0]}")
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                raise Refused(f"{where(path, cell)} writes to stderr: {output.text.strip()}")
        if cell.execution_count is None:
            raise Refused(f"{where(path, cell)} is empty: delete it.")


def drawn(notebook: NotebookNode) -> dict[str, str]:
    """What the figures were drawn from: for each cell with a picture a hash of its source and all code before it."""
    digest, found = hashlib.sha256(), {}
    for cell in code_cells(notebook):
        digest.update(f"{cell.source}\0".encode())
        if any(kind.startswith("image/") for output in cell.outputs for kind in output.get("data", {})):
            found[cell.id] = digest.hexdigest()[:12]
    return found


def keep_figures(before: NotebookNode, after: NotebookNode) -> None:
    """Put the stored pictures back into the cells whose code and text outputs are what they were.

    `before` has the new source and the old outputs: what these were drawn from is in its metadata.
    """
    was_drawn, is_drawn = (one.metadata.get("course", {}).get("drawn", {}) for one in (before, after))
    for stored, cell in zip(code_cells(before), code_cells(after), strict=True):
        same_code = cell.id in is_drawn and was_drawn.get(cell.id) == is_drawn[cell.id]
        if not same_code or _without_pictures(stored) != _without_pictures(cell):
            continue
        for was, now in zip(stored.outputs, cell.outputs, strict=True):
            for kind in now.get("data", {}):
                if kind.startswith("image/"):
                    now.data[kind] = was.data[kind]


def about(engine: str) -> tuple[str, str]:
    """What ran a cell, for its recording: the engine's name and how it ran, and its version."""
    found = catalogue.require(engine)
    return f"{catalogue.engine(engine).title} ({found.how})", found.version


def where(path: Path, cell: NotebookNode) -> str:
    """A cell as a person finds it."""
    return f"{path.name}, cell {cell.id}"


def _failed_at(notebook: NotebookNode, path: Path) -> str:
    started = [cell for cell in code_cells(notebook) if cell.execution_count is not None]
    return where(path, started[-1] if started else code_cells(notebook)[0])


def _without_pictures(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs with each picture replaced by its kind alone."""
    outputs = copy.deepcopy(cell.outputs)
    for output in outputs:
        for kind in output.get("data", {}):
            if kind.startswith("image/"):
                output.data[kind] = ""
    return [nbformat.from_dict(output) for output in outputs]


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    return [file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


@contextmanager
def _kernel_environment() -> Iterator[None]:
    """Kernels of this environment's own Python, unattended (JPY_SESSION_NAME marks a kernel that a person watches)."""
    changed = {"JUPYTER_PREFER_ENV_PATH": "1", "JPY_SESSION_NAME": None}
    before = {name: os.environ.get(name) for name in changed}
    _set(changed)
    try:
        yield
    finally:
        _set(before)


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
