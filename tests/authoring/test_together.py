"""Every notebook runs beside another copy of itself, and on a machine that has the embedded engines alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.authoring import build
from course.authoring.canonical import canonical
from course.authoring.notebooks import all_notebooks, code_cells, read, text_outputs
from course.engines.catalogue import ENGINES
from course.needs import engine_needed

EXECUTE = """
import sys
from pathlib import Path
from course.authoring.build import execute
from course.authoring.notebooks import dump, read
path = Path(sys.argv[1])
Path(sys.argv[2]).write_text(dump(execute(read(path), path)), encoding="utf-8")
"""


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_it_runs_in_two_kernels_at_once_and_without_second_tier_engines(path: Path, tmp_path: Path) -> None:
    missing = ",".join(info.name for info in ENGINES if info.tier == "system")
    runs = {"all": "", "embedded": missing}
    started = {
        name: subprocess.Popen(
            [sys.executable, "-c", EXECUTE, str(path), str(tmp_path / name)],
            env={**os.environ, "COURSE_HIDE_ENGINES": hide},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, hide in runs.items()
    }
    for name, process in started.items():
        _, errors = process.communicate(timeout=800)
        assert process.returncode == 0, f"{name}: {errors}"
    stored, everything, embedded = (canonical(nb) for nb in (read(path), *(read_raw(tmp_path / name) for name in runs)))
    build.refuse_unfit(everything, path)
    build.refuse_unfit(embedded, path)
    for was, now, without in zip(*map(code_cells, (stored, everything, embedded)), strict=True):
        assert list(text_outputs(now)) == list(text_outputs(was)), was.id
        if engine_needed(was.source):
            assert "".join(text_outputs(without)).startswith("RECORDED, NOT RUN HERE: "), was.id
        else:
            assert list(text_outputs(without)) == list(text_outputs(was)), was.id


def read_raw(path: Path) -> nbformat.NotebookNode:
    """An executed notebook, whatever its file is called."""
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
