"""What guards the stored outputs: nbval as `make test` runs it, over small notebooks with one fault each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.authoring import form
from course.engines.paths import PROJECT
from tests.authoring.conftest import Make, code, result, shown, stream

CLAIM = "from course.measure import claim\nclaim('one is one', {})"


def validate(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the project's own pytest settings over the notebooks in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "--rootdir", str(folder),
         "-p", "no:xdist", "-p", "no:cacheprovider", "--color=no", *arguments, str(folder)],
        capture_output=True, text=True, cwd=folder, timeout=300, check=False,
        env={**os.environ, "COURSE_STRICT": "", "COURSE_HIDE_ENGINES": "", **env},
    )  # fmt: skip


def test_each_fault_fails_and_a_good_notebook_passes(make: Make, tmp_path: Path) -> None:
    claim = "✓ one is one"
    page = '<div><strong style="color: var(--jp-success-color1, #2e7d32)">✓</strong> one is one</div>'
    holds = shown(claim)
    holds.data["text/html"] = page
    make(code("1 + 1", result("2")), code(CLAIM.format("1 == 1"), holds), name="good")
    make(code(CLAIM.format("1 == 2"), holds), name="false-claim")
    make(code("1 + 1", result("3")), name="wrong-output")
    make(code("import warnings\nwarnings.warn('old')"), name="warning")
    make(code("import sys\nprint('x', file=sys.stderr)", stream("stdout", "x\n")), name="stderr")
    make(code("1 / 0"), name="error")
    make(code("2 + 2"), name="output-missing")
    make(code("import sys\nsys.executable", result(repr(sys.executable))), name="this-python")
    never_ran = make(code("1 + 1", number=None), name="never-ran")
    run = validate(tmp_path / "notebooks")
    failed = set(re.findall(r"^FAILED ([\w-]+)\.ipynb", run.stdout, re.MULTILINE))
    assert failed == {"false-claim", "wrong-output", "warning", "stderr", "error", "output-missing"}, run.stdout
    assert "good.ipynb: 2 of 2 code cells compared (100%)" in run.stdout
    assert run.returncode == 1
    # nbval passes a cell that was never executed: the form check is there for it.
    assert "never-ran.ipynb: 0 of 1 code cells compared (0%)" in run.stdout
    assert any("never executed" in problem for problem in form.problems(never_ran))


@pytest.mark.parametrize("strict", ["", "1"])
def test_a_cell_whose_engine_is_missing_is_skipped_and_under_strict_fails(make: Make, strict: str) -> None:
    path = make(code("import course"), code("%%needs mariadb\n1", result("1")), code("2", result("2")))
    run = validate(path.parent, COURSE_HIDE_ENGINES="mariadb", COURSE_STRICT=strict)
    if strict:
        assert run.returncode == 1
        assert "nothing may be skipped" in run.stdout
    else:
        assert run.returncode == 0, run.stdout
        assert "skipped 1: mariadb is not on this machine" in run.stdout
        assert "lesson.ipynb: 2 of 3 code cells compared" in run.stdout


def test_under_strict_a_unit_test_must_not_skip_either(tmp_path: Path) -> None:
    (tmp_path / "test_skips.py").write_text("import pytest\ndef test_one():\n    pytest.skip('no browser')\n")
    (tmp_path / "test_file_skips.py").write_text("import pytest\npytest.skip('no docker', allow_module_level=True)\n")
    run = validate(tmp_path, "--continue-on-collection-errors", COURSE_STRICT="1")
    assert run.returncode == 1
    assert "no browser (COURSE_STRICT=1" in run.stdout
    assert "no docker (COURSE_STRICT=1" in run.stdout
