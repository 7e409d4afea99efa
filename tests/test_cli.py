"""The `course` command: what it says, and what its exit code means."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump
from course.cli import app
from course.engines import catalogue, install
from course.engines.catalogue import ENGINES
from course.engines.errors import EngineUnavailable
from course.lab import jupyter
from tests.practice import small

run = CliRunner().invoke


def written(folder: Path, *sources: str, executed: bool = True) -> Path:
    cells = [new_code_cell(source, execution_count=1 if executed else None) for source in sources]
    path = folder / "lesson.ipynb"
    path.write_text(dump(canonical(new_notebook(cells=cells))))
    return path


def test_help_names_every_verb_and_needs_none_of_the_big_libraries() -> None:
    script = (
        "import sys; sys.argv[1:] = ['--help']\ntry: import course.cli; course.cli.app()\nexcept SystemExit: pass\n"
    )
    script += "print([m for m in ('nbformat', 'matplotlib', 'jupyter_core', 'psutil', 'numpy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"
    for verb in ("lab", "doctor", "install", "check", "submit", "restore", "progress", "build", "lint", "roadmap"):
        assert f"\n  {verb} " in out


def test_doctor_lists_every_engine_and_its_exit_code_is_about_the_embedded_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complete = run(app, ["doctor"])
    assert complete.exit_code == 0
    assert all(info.title in complete.output for info in ENGINES)
    assert "Ready" in complete.output
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "mariadb")
    hidden = run(app, ["doctor"])
    assert hidden.exit_code == 0
    assert f"missing: {catalogue.engine('mariadb').install_line()}" in hidden.output
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "redis")
    broken = run(app, ["doctor"])
    assert broken.exit_code == 1
    assert "Not complete: Valkey (Redis)" in broken.output


def test_install_says_in_a_sentence_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(engine: str, say: object) -> None:
        raise EngineUnavailable("maven", "apt-get install -y maven")

    monkeypatch.setattr(install, "install", fetch)
    result = run(app, ["install", "cassandra"])
    assert result.exit_code == 1
    assert result.output.strip() == "maven is not on this machine. To install it:  apt-get install -y maven"


def test_install_of_something_unknown_names_what_there_is() -> None:
    result = run(app, ["install", "teleporter"])
    assert result.exit_code == 1
    assert "cassandra" in result.output


def test_build_says_which_cell_it_refuses(tmp_path: Path) -> None:
    path = written(tmp_path, "1 / 0", executed=False)
    result = run(app, ["build", str(path)])
    assert result.exit_code == 1
    assert "Not stored: lesson.ipynb, cell start-1: ZeroDivisionError" in result.output


def test_build_of_something_unknown_says_so() -> None:
    result = run(app, ["build", "99-teleportation"])
    assert result.exit_code == 2
    assert "there is no notebook 99-teleportation" in result.output


def test_lint_finds_what_is_wrong(tmp_path: Path) -> None:
    good = run(app, ["lint", str(written(tmp_path, "1"))])
    assert (good.exit_code, good.output) == (0, "1 notebooks: nothing to say.\n")
    bad = run(app, ["lint", str(written(tmp_path, "1", executed=False))])
    assert bad.exit_code == 1
    assert "cell start-1 was never executed" in bad.output


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exercise in a folder of its own, named by its path."""
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return small.release(tmp_path)


def test_check_reports_and_its_exit_code_is_about_the_visible_tests(exercise: Path) -> None:
    small.edit(exercise, small.answer(**small.RIGHT))
    right = run(app, ["check", "exercises/small"])
    assert (right.exit_code, "3 of 3 visible tests pass" in right.output) == (0, True)
    small.edit(exercise, small.answer(words_total="def total(words):\n    return 1"))
    wrong = run(app, ["check", str(exercise)])
    assert (wrong.exit_code, "expected: 3\n          got:      1" in wrong.output) == (1, True)


def test_check_submit_and_restore_say_in_a_sentence_what_is_not_there() -> None:
    for verb in ("check", "submit", "restore"):
        missing = run(app, [verb, "teleportation"])
        assert missing.exit_code == 1
        assert missing.output.startswith("There is no assignment 'teleportation' in exercises/. There: ")
        assert len(missing.output.splitlines()) == 1


def test_check_of_a_broken_file_is_no_traceback(exercise: Path) -> None:
    exercise.write_text("{")
    broken = run(app, ["check", str(exercise)])
    assert broken.exit_code == 1
    assert "exercises/small/small.ipynb cannot be read: its JSON breaks off" in broken.output
    assert "Traceback" not in broken.output


def test_submit_prints_the_receipt(exercise: Path) -> None:
    done = run(app, ["submit", str(exercise), "--as", "ada", "--to", "out"])
    assert done.exit_code == 0
    assert hashlib.sha256(exercise.read_bytes()).hexdigest() in done.output
    assert "upload out/ada-small-" in done.output


def test_restore_of_a_lost_original_says_what_to_do(exercise: Path) -> None:
    exercise.write_text("{")
    lost = run(app, ["restore", str(exercise)])
    assert (lost.exit_code, "fetch it again from where you got it" in lost.output) == (1, True)


def test_progress_is_shown(exercise: Path) -> None:
    shown = run(app, ["progress"])
    assert shown.exit_code == 0
    assert shown.output.strip()


def test_roadmap_shows_one_section_or_all() -> None:
    one = run(app, ["roadmap", "2"])
    assert one.exit_code == 0
    assert "index-btree" in one.output
    assert "websockets" not in one.output
    assert "staff-engineer" in run(app, ["roadmap"]).output
    assert "there is no section 99" in run(app, ["roadmap", "99"]).output


def test_lab_passes_its_other_options_to_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], bool]] = []
    monkeypatch.setattr(jupyter, "serve", lambda arguments, check: seen.append((list(arguments), check)) or 0)
    assert run(app, ["lab", "--port", "8123", "--no-browser", "--check"]).exit_code == 0
    assert seen == [(["--port", "8123", "--no-browser"], True)]
