"""Where the course keeps what it makes: engine data while they run, and what was fetched once.

Everything lies under one folder, `.course` in the project (or `COURSE_STATE`), so that deleting that folder resets
everything. Where the project folder cannot be written, a private folder in the system's temporary directory serves.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def state_dir() -> Path:
    """The folder for everything the course writes; created, readable by its owner alone."""
    asked = os.environ.get("COURSE_STATE")
    candidates = [Path(asked).expanduser().absolute()] if asked else [PROJECT / ".course", _temporary()]
    for folder in candidates:
        if _usable(folder):
            return folder
    tried = " or ".join(str(folder) for folder in candidates)
    raise RuntimeError(f"The course cannot write to {tried}. Set COURSE_STATE to a folder that you own.")


def cache_dir() -> Path:
    """What was fetched or prepared once and can be made again: jars, programs, database templates."""
    return _made(state_dir() / "cache")


def run_dir() -> Path:
    """Data of the servers that run now, one folder each; each is removed when its server stops."""
    return _made(state_dir() / "run")


def _temporary() -> Path:
    return Path(tempfile.gettempdir()) / f"course-{os.getuid() if hasattr(os, 'getuid') else os.getlogin()}"


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Another user's folder of the same name in the shared temporary directory must not be trusted.
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return False
        return os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
