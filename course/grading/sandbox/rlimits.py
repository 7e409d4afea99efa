"""No sandbox: separate processes with bounded resources. Files and network stay open; for notebooks that you trust."""

from __future__ import annotations

import shutil
import sys

from course.grading.sandbox import Cell

WARNING = (
    "WARNING: --sandbox rlimits does not isolate anything. A submission can read and change every file that you can, "
    "the solutions and the gradebook included, and use the network. Time, memory and output are bounded."
)


def available() -> str | None:
    """None: it works wherever there are processes."""
    return None if sys.platform != "win32" else "rlimits: Windows has none; use WSL."


def command(cell: Cell) -> list[str]:
    """The program itself, with an environment of its own."""
    env = shutil.which("env") or "/usr/bin/env"
    settings = {"COURSE_SHARED_USER": "1", "PATH": "/usr/bin:/bin", "TMPDIR": "/tmp"}
    settings |= {"HOME": str(cell.channel)} | cell.env
    return [env, "-i", *(f"{name}={value}" for name, value in settings.items()), *cell.argv]
