"""From a bare clone to a JupyterLab that answers: nothing cached, packages cached, and the second time."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from course.engines.paths import PROJECT


def make_lab() -> dict[str, float]:
    """Seconds until `make lab` answers, in clones of the last commit. The first case needs the network."""
    with tempfile.TemporaryDirectory(prefix="course bench ") as folder:
        return {
            "bare clone, nothing cached": _seconds(_clone(Path(folder) / "one"), UV_NO_CACHE="1", PIP_NO_CACHE_DIR="1"),
            "bare clone, packages cached": _seconds(clone := _clone(Path(folder) / "two")),
            "second time": _seconds(clone),
        }


def _clone(folder: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
    return folder


def _seconds(clone: Path, **env: str) -> float:
    # Neither the variables nor the programs of the environment that runs this benchmark.
    outside = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")
    }
    began = time.perf_counter()
    command = ["make", "lab", "LAB_ARGS=--check"]
    done = subprocess.run(
        command, cwd=clone, env=outside | env, capture_output=True, text=True, timeout=1800, check=False
    )
    if done.returncode:
        raise RuntimeError(f"make lab failed in {clone}:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - began
