"""What the engine tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course.engines import catalogue, paths

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def require_engine() -> Callable[[str], None]:
    """`require_engine("mariadb")` skips the test, with the line that installs the engine, where it is missing.

    Under COURSE_STRICT=1 a skipped test counts as a failed one.
    """

    def require(name: str) -> None:
        info = catalogue.engine(name)
        if info.find() is None:
            pytest.skip(f"{info.title} is not on this machine: {info.install_line()}")

    return require


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A state folder of its own, under a path with spaces; what was fetched once is linked into it."""
    state = tmp_path / "a state folder"
    state.mkdir()
    (state / "cache").symlink_to(paths.cache_dir(), target_is_directory=True)
    return state


def in_another_process(code: str, **environment: str) -> str:
    """Run `code` as another kernel would; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()
