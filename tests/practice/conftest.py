"""A student's project of its own: an assignment as released, a state folder, no configuration but the test's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.practice import small


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's folder; the working directory, too."""
    for name in ("COURSE_STATE", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    # nbgrader calls programs of this environment by name.
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    project = tmp_path / "project with a space"
    project.mkdir()
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def path(root: Path) -> Path:
    """The released assignment's notebook."""
    return small.release(root)
