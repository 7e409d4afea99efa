"""Grading throughput beside stock `nbgrader autograde`, on the same submissions, with two workers each."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil

from course.grading import gradebook, intake
from course.grading.assignment import Assignment, load
from course.grading.grade import Settings, fingerprint, grade, keep
from course.grading.limits import Limits
from course.grading.outcome import Outcome
from course.grading.run import run_notebook
from course.grading.sandbox import Cell, bubblewrap
from tests.grading import classroom, small

STUDENTS = 24
WORKERS = 2


def throughput(rounds: int) -> dict[str, list[float]]:
    """Submissions a second, one value a round, both ways in turn. Only honest notebooks: stock fails on others."""
    found: dict[str, list[float]] = {"course grade": [], "nbgrader autograde": []}
    for _ in range(rounds):
        found["course grade"].append(_rate(_course))
        found["nbgrader autograde"].append(_rate(_stock))
    return found


def where_time_goes(times: int = 10) -> dict[str, float]:
    """Milliseconds of one small submission, by part, one worker, the median of `times`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        _class(root)
        assignment = load(small.NAME, root)
        book = dict(small.submitted())
        channel = root / "channel"
        channel.mkdir()
        cell = Cell([sys.executable, "-I", "-c", "pass"], channel, {}, 1 << 20, 1 << 30, 10)
        start = [*bubblewrap.command(cell)]
        sides = [*start[:-1], "import course.grading.student_side"]
        parts = {
            "sandbox alone": lambda: _run([*start[:-4], "true"]),
            "sandbox and Python": lambda: _run(start),
            "and what a side imports": lambda: _run(sides),
            "whole submission, two sandboxes": lambda: run_notebook(assignment, book, Limits()),
        }
        found = {what: _median(do, times) for what, do in parts.items()}
        settings = Settings(root=root, workers=1)
        grade(small.NAME, ["student00"], settings)
        found["bookkeeping: notebook and gradebook"] = _median(lambda: _bookkeeping(root, assignment), times)
        return found


def memory() -> int:
    """Bytes in memory of all processes of one small submission together, seen while it runs."""
    seen = [0]
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ThreadPoolExecutor(1) as pool:
        small.write_small(Path(name))
        book = dict(classroom.answered({"clamp": f"import time\ntime.sleep(1)\n{small.CLAMP}"}))
        running = pool.submit(run_notebook, load(small.NAME, Path(name)), book)
        while not running.done():
            time.sleep(0.05)
            seen.append(sum(_resident(process) for process in psutil.Process().children(recursive=True)))
    return max(seen)


def _resident(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


def _bookkeeping(root: Path, assignment: Assignment) -> None:
    settings = Settings(root=root)
    submission = intake.read(root, small.NAME, "student00")
    with gradebook.opened(settings.database, settings.course_id) as opened:
        keep(opened, assignment, submission, Outcome([]), fingerprint(assignment), settings)


def _class(root: Path) -> list[str]:
    small.write_small(root)
    students = [f"student{number:02}" for number in range(STUDENTS)]
    for student in students:
        classroom.hand_in(root, student, nbformat.writes(small.submitted()))
    return students


def _rate(way: object) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        students = _class(Path(name))
        seconds = way(Path(name), students)  # type: ignore[operator]
    return len(students) / seconds


def _course(root: Path, students: list[str]) -> float:
    settings = Settings(root=root, workers=WORKERS)
    with gradebook.opened(settings.database, settings.course_id):
        pass  # made before the clock starts, as stock's is
    began = time.perf_counter()
    found = grade(small.NAME, settings=settings)
    seconds = time.perf_counter() - began
    assert all(outcome.earned == 7.0 for outcome in found.graded.values())
    return seconds


def _stock(root: Path, students: list[str]) -> float:
    """Two processes, each with half of the students; generating the assignment is not counted."""
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.source_directory = 'solutions'\n")
    env = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    for kind in ("wrong", "right"):  # nbgrader would take them for part of the assignment
        shutil.rmtree(root / "solutions" / small.NAME / kind)
    _nbgrader(root, env, "generate_assignment", small.NAME)
    halves = ["+".join(students[half::WORKERS]) for half in range(WORKERS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda half: _some(root, env, half.split("+")), halves))
    return time.perf_counter() - began


def _some(root: Path, env: dict[str, str], students: list[str]) -> None:
    # nbgrader takes a pattern: the even students end in 0, 2, 4, 6, 8.
    pattern = f"student?[{''.join(sorted({student[-1] for student in students}))}]"
    _nbgrader(root, env, "autograde", small.NAME, f"--student={pattern}")


def _nbgrader(root: Path, env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"nbgrader {' '.join(words)}: {done.stderr[-1500:]}")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _median(do: object, times: int) -> float:
    values = []
    for _ in range(times):
        began = time.perf_counter()
        do()  # type: ignore[operator]
        values.append(1000 * (time.perf_counter() - began))
    return sorted(values)[times // 2]
