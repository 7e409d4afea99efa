"""Sandboxes: which one is taken, and what their command lines promise. What they hold off is in test_attacks.py."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from course.grading.sandbox import Cell, NoSandbox, bubblewrap, choose, container, rlimits


def cell(channel: Path, *argv: str, **more: object) -> Cell:
    about = {"env": {"GIVEN": "yes"}, "disk": 1 << 20, "memory": 256 << 20, "processes": 20, **more}
    return Cell(list(argv), channel, **about)  # type: ignore[arg-type]


def test_the_best_sandbox_here_is_taken_and_none_is_never_taken_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose() is bubblewrap
    monkeypatch.setattr(bubblewrap, "available", lambda: "bubblewrap: none.")
    monkeypatch.setattr(container, "available", lambda: "container: none.")
    with pytest.raises(NoSandbox, match="rlimits"):
        choose()
    assert choose("rlimits") is rlimits


def test_what_was_asked_for_by_name_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "available", lambda: "container: no docker or podman on PATH.")
    with pytest.raises(NoSandbox, match="no docker"):
        choose("container")
    with pytest.raises(NoSandbox, match="no-such"):
        choose("no-such")


def test_inside_of_bubblewrap_there_is_the_given_environment_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_CANARY", "canary")
    shell = "env; cat /proc/1/environ; id -u; touch /x /etc/x /proc/x /dev/x /channel/x"
    done = subprocess.run(bubblewrap.command(cell(tmp_path, "/bin/sh", "-c", shell)), capture_output=True, text=True)
    assert "GIVEN=yes" in done.stdout and "canary" not in done.stdout
    assert "\n1000\n" in done.stdout
    assert done.stderr.count("cannot touch") == 5
    assert list(tmp_path.iterdir()) == []


def test_the_disk_of_a_sandbox_is_bounded(tmp_path: Path) -> None:
    shell = "for at in . /tmp /dev/shm; do head -c 4000000 /dev/zero > $at/big; done"
    done = subprocess.run(bubblewrap.command(cell(tmp_path, "/bin/sh", "-c", shell)), capture_output=True, text=True)
    assert done.stderr.count("No space left") == 3


def test_the_command_of_a_container_names_every_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_runtime", lambda: "docker")
    line = " ".join(container.command(cell(tmp_path, "python", "-c", "1")))
    for part in (
        "docker run --rm",
        "--network none",
        "--read-only",
        "--cap-drop ALL",
        "no-new-privileges",
        "--user 1000:1000",
        f"--memory {256 << 20}",
        "--pids-limit 20",
        f"{tmp_path}:/channel:ro",
        "--env GIVEN=yes",
    ):
        assert part in line
    assert line.endswith("course-grader python -c 1")
