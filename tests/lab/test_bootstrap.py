"""From a bare clone to the course's environment: what goes wrong is said in one sentence."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.engines.paths import PROJECT
from course.lab import bootstrap


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in a folder with a space in its name, that the functions of bootstrap work on."""
    root = tmp_path / "a clone"
    root.mkdir()
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, root / name)
    monkeypatch.setattr(bootstrap, "ROOT", str(root))
    monkeypatch.setattr(bootstrap, "LOCK", str(root / "requirements.lock"))
    monkeypatch.setattr(bootstrap, "VENV", str(root / ".venv"))
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(root / ".venv/bin/python"))
    monkeypatch.setattr(bootstrap, "STAMP", str(root / ".venv/course-setup"))
    monkeypatch.setattr(bootstrap, "LOG", str(root / ".course/setup.log"))
    monkeypatch.setattr(shutil, "which", lambda name, **_: None)
    return root


def failing(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Let every step that is run end with an error and these words."""
    script = f"import sys; sys.stderr.write({words!r}); sys.exit(1)"
    started = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **options: started([sys.executable, "-c", script], **options)
    )


def environment_exists(clone: Path) -> None:
    """Make the virtual environment look as if it were there, with pip and without uv."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)
    (clone / ".venv/bin/pip").touch()


def test_it_is_read_by_pythons_that_are_too_old() -> None:
    ast.parse((PROJECT / "course/lab/bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_an_old_python_is_told_so_when_there_is_no_newer_one(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert bootstrap.main() == 1
    assert "needs Python 3.11 or newer and this is 3.9" in one_sentence(capsys)


def test_an_old_python_hands_over_to_a_newer_one(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(shutil, "which", lambda name, **_: sys.executable if name == "python3.12" else None)
    handed: list[str] = []
    monkeypatch.setattr(os, "execv", lambda path, argv: handed.append(path))
    with pytest.raises(bootstrap.Stop):  # only because the test's execv returns
        bootstrap.ensure_python()
    assert handed == [sys.executable]


def test_a_shim_that_does_not_run_is_no_python(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert not bootstrap.works(str(shim))
    assert bootstrap.works(sys.executable)


def test_a_missing_venv_module_is_named(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "has_module", lambda name: name != "ensurepip")
    assert bootstrap.main() == 1
    assert f"apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in one_sentence(capsys)


def test_a_small_disk_is_named_before_anything_is_installed(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(clone)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 * 10**8))
    assert bootstrap.main() == 1
    assert "needs 2.0 GB of free disk" in one_sentence(capsys)
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("error: failed to fetch: dns error: Name or service not known", "The package index cannot be reached"),
        ("ReadTimeoutError(... Read timed out.)", "The package index cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "is not the one that requirements.lock"),
        ("ERROR: No matching distribution found for x", "does not exist for this Python"),
        ("[Errno 13] Permission denied: '/x'", "a folder that you own"),
        ("something new", "Setting up failed at"),
    ],
)
def test_what_stops_the_installer_is_said_in_one_sentence(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, sentence: str
) -> None:
    environment_exists(clone)
    failing(monkeypatch, words)
    assert bootstrap.main() == 1
    said = one_sentence(capsys)
    assert sentence in said
    assert "Traceback" not in said
    assert not (clone / ".venv/course-setup").exists()
    assert words in (clone / ".course/setup.log").read_text()


def test_a_second_run_finds_nothing_to_do_until_the_lock_changes(clone: Path) -> None:
    environment_exists(clone)
    assert not bootstrap.is_current()
    bootstrap.write(bootstrap.STAMP, bootstrap.fingerprint())
    assert bootstrap.is_current()
    assert bootstrap.main() == 0
    with (clone / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert not bootstrap.is_current()


def test_uv_is_taken_from_its_own_pinned_and_hashed_line(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment_exists(clone)
    asked: list[str] = []

    def run(command: list[str], count: int = 0) -> None:
        assert "--require-hashes" in command
        asked.append(Path(command[-1]).read_text())

    monkeypatch.setattr(bootstrap, "run", run)
    bootstrap.uv_from_lock()
    assert asked[0].startswith("uv==")
    assert "--hash=sha256:" in asked[0]
    assert sum("==" in line for line in asked[0].splitlines()) == 1


def test_a_home_that_cannot_be_written_needs_no_cache(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(clone / "not" / "yet" / "there"))
    assert bootstrap.uv_cache() == []
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert bootstrap.uv_cache() == ["--no-cache"]


def test_an_environment_that_was_moved_is_made_anew(clone: Path) -> None:
    environment_exists(clone)
    script = clone / ".venv/bin/course"
    script.write_text(f"#!{clone}/.venv/bin/python\n")
    assert not bootstrap.moved()
    script.write_text("#!/elsewhere/.venv/bin/python\n")
    assert bootstrap.moved()


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """The last thing said, which is a single line."""
    lines = [line for line in capsys.readouterr().err.splitlines() if line.strip()]
    return lines[-1]
