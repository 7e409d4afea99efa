"""How long each notebook runs, as *Restart and Run All* does."""

from __future__ import annotations

import time

from course.authoring.build import execute
from course.authoring.notebooks import all_notebooks, code_cells, read
from course.engines.paths import PROJECT


def run_times() -> dict[str, tuple[float, int, list[tuple[float, str]]]]:
    """By notebook, with its folder: seconds for the whole run with its kernel's start, code cells, three slowest."""
    found = {}
    for path in all_notebooks():
        notebook = read(path)
        starts: list[tuple[float, str]] = []

        def watch(cell: str, starts: list[tuple[float, str]] = starts) -> None:
            starts.append((time.perf_counter(), cell.split()[-1]))

        began = time.perf_counter()
        execute(notebook, path, watch)
        ended = time.perf_counter()
        ends = [start for start, _ in starts[1:]] + [ended]
        spent = [(end - start, cell) for (start, cell), end in zip(starts, ends, strict=True)]
        name = path.relative_to(PROJECT).with_suffix("").as_posix()  # exercises are called as their lesson
        found[name] = (ended - began, len(code_cells(notebook)), sorted(spent, reverse=True)[:3])
    return found
