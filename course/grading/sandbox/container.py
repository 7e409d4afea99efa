"""A container runtime (docker or podman), for systems without bubblewrap: macOS, Windows.

The image is named by COURSE_GRADER_IMAGE and holds this Python environment and the course at the same paths; it is
built from `deploy/grader.Dockerfile`. Each side of a submission is a container without a network; they meet in a shared
folder of unix sockets.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

from course.engines.paths import PROJECT
from course.grading.sandbox import Cell

RUNTIMES = ("docker", "podman")
HOME = "/home/student"
CHANNEL = "/channel"


@functools.cache
def available() -> str | None:
    """None when a runtime answers and the image is there, else why not."""
    runtime = _runtime()
    if runtime is None:
        return "container: no docker or podman on PATH."
    if subprocess.run([runtime, "info"], capture_output=True, check=False).returncode:
        return f"container: {runtime} is installed and does not answer; start its engine."
    if subprocess.run([runtime, "image", "inspect", _image()], capture_output=True, check=False).returncode:
        build = f"{runtime} build -f deploy/grader.Dockerfile --build-arg PLACE={PROJECT} -t {_image()} ."
        return f"container: build the image with  {build}"
    return None


def command(cell: Cell) -> list[str]:
    """The command that runs `cell` in a container of its own."""
    mode = "rw" if cell.may_write_channel else "ro"
    env = [part for name, value in cell.env.items() for part in ("--env", f"{name}={value}")]
    return [
        _runtime() or RUNTIMES[0],
        *("run", "--rm", "--interactive", "--network", "none", "--read-only", "--cap-drop", "ALL"),
        *("--security-opt", "no-new-privileges", "--user", "1000:1000", "--hostname", "sandbox", "--init"),
        *("--memory", str(cell.memory), "--memory-swap", str(cell.memory), "--pids-limit", str(cell.processes)),
        *("--tmpfs", f"/tmp:size={cell.disk},mode=1777", "--tmpfs", f"{HOME}:size={cell.disk},mode=1777"),
        *("--volume", f"{cell.channel}:{CHANNEL}:{mode}", "--workdir", HOME),
        *("--env", f"HOME={HOME}", "--env", "TMPDIR=/tmp"),
        *env,
        _image(),
        *cell.argv,
    ]


def _runtime() -> str | None:
    return next(filter(None, map(shutil.which, RUNTIMES)), None)


def _image() -> str:
    return os.environ.get("COURSE_GRADER_IMAGE", "course-grader")
