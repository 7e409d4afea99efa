"""One submission, run and judged: the sandboxes are started, watched, ended, and what came out is put together."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from course.engines.postgres import data_template
from course.grading import watch
from course.grading.assignment import Assignment
from course.grading.judge_side import SOCKET
from course.grading.limits import Limits
from course.grading.merge import Merged, merge
from course.grading.outcome import CellOutcome, Outcome
from course.grading.sandbox import Cell, choose

MAX_RESULTS = 64 << 20  # bytes that a judge may write
ENGINE_DISK = 1 << 30
ENGINE_SECONDS = 90.0
HIT = {
    "student": "{}",
    "judge": "made the tests hold too much: they {}",
    "engines": "made its engines too large: they {}",
}
BASE_ENV = {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass
class Sides:
    """The processes of one submission, and the ends of the pipes to them that are open here."""

    channel: Path
    sandbox: ModuleType
    limits: Limits
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, side: str, argv: list[str], *, stdin: Any, stdout: Any, **cell: Any) -> subprocess.Popen[bytes]:
        """Start one side in its sandbox; it is ended with the rest by `end`."""
        disk = cell.pop("disk", self.limits.disk)
        env = BASE_ENV | cell.pop("env", {})
        command = self.sandbox.command(
            Cell(
                [sys.executable, "-I", "-m", *argv],
                self.channel,
                env,
                disk,
                self.limits.memory,
                self.limits.processes,
                **cell,
            )
        )
        self.processes[side] = process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=stdout,
            stderr=open(self.channel.parent / f"{side}.log", "wb"),  # noqa: SIM115 - the child's
            pass_fds=cell.get("passes", ()),
            start_new_session=True,
            cwd="/",
        )
        return process

    def said(self, side: str) -> str:
        """The end of what a side wrote to its standard error."""
        with contextlib.suppress(OSError):
            return (self.channel.parent / f"{side}.log").read_text(errors="replace")[-1_500:].strip()
        return ""

    def end(self) -> None:
        """Kill everything. bwrap's own end takes all processes of its sandbox with it."""
        for process in self.processes.values():
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def run_notebook(
    assignment: Assignment,
    notebook: dict[str, Any],
    limits: Limits | None = None,
    sandbox: str | None = None,
) -> Outcome:
    """Run and judge one submission. `notebook` is its parsed JSON, of which nothing is believed but cell sources.

    Raises NoSandbox. Everything that a submission does ends in the Outcome.
    """
    limits = limits or Limits()
    chosen = choose(sandbox)
    cells, warnings = merge(assignment, notebook)
    if not any(cell.kind == "test" for cell in cells):
        return Outcome([_kept(cell) for cell in cells], warnings=warnings)
    with _folder() as folder:
        sides = Sides(folder / "channel", chosen, limits)
        try:
            return _judged(assignment, cells, warnings, sides)
        finally:
            sides.end()


def _judged(assignment: Assignment, cells: list[Merged], warnings: list[str], sides: Sides) -> Outcome:
    began = time.monotonic()
    urls = _start_engines(assignment.engines, sides)
    if isinstance(urls, str):
        return Outcome([], broken=f"the engines of this assignment did not start: {urls}")
    ready = time.monotonic()
    _start_student(sides, _env(urls, "student"))
    judge = sides.start(
        "judge",
        ["course.grading.judge_side"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_env(urls, "judge"),
    )
    run = [cell for cell in cells if cell.kind in ("given", "answer", "own", "test")]
    plan = {
        "cell_seconds": sides.limits.cell_seconds,
        "memory": sides.limits.address_space,
        "channel": None if sides.sandbox.__name__.rpartition(".")[2] != "rlimits" else str(sides.channel),
        "cells": [[cell.kind, cell.id, cell.source, cell.points] for cell in run],
    }
    assert judge.stdin is not None
    with contextlib.suppress(OSError):  # a judge that died at once is seen below
        judge.stdin.write(json.dumps(plan).encode())
        judge.stdin.close()
    results, problem = _followed(judge, sides, deadline=ready + sides.limits.total_seconds)
    seconds = {"engines": ready - began, "notebook": time.monotonic() - ready}
    done = bool(results) and results[-1].get("done")
    broken = next((str(result["broken"]) for result in results if "broken" in result), None)
    if broken is None and not done and problem is None:
        broken = f"the judge stopped before it was done: {sides.said('judge') or 'without a word'}"
        if "MemoryError" in broken or judge.poll() == -signal.SIGKILL:
            broken, problem = None, "the answers returned more data than the tests can hold"
    by_place = {result["cell"]: result for result in results if "cell" in result}
    outcomes = {id(cell): _outcome(cell, by_place.get(place), problem) for place, cell in enumerate(run)}
    put_together = [outcomes.get(id(cell)) or _kept(cell) for cell in cells]
    return Outcome(put_together, problem, warnings, broken, seconds)


def _start_engines(names: tuple[str, ...], sides: Sides) -> dict[str, dict[str, str]] | str:
    """URLs by engine and side; or what went wrong."""
    if not names:
        return {}
    if sides.sandbox.__name__.endswith("rlimits"):
        return {}  # each side starts its own, as a notebook does
    templates = [data_template()] if "postgres" in names else []  # initdb takes seconds, a copy a tenth
    state = "/tmp/.course"
    process = sides.start(
        "engines",
        ["course.grading.engine_side", *names],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"COURSE_STATE": state, "COURSE_TEMPLATES": os.pathsep.join(map(str, templates))},
        disk=ENGINE_DISK,
        may_write_channel=True,
        reads=templates,
    )
    line = _first_line(process, ENGINE_SECONDS)
    try:
        urls: dict[str, dict[str, str]] = json.loads(line)
        return urls
    except ValueError:
        return sides.said("engines") or f"no answer within {ENGINE_SECONDS:g} s"


def _first_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    assert process.stdout is not None
    data, deadline = b"", time.monotonic() + seconds
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while not data.endswith(b"\n") and (left := deadline - time.monotonic()) > 0 and ready.select(left):
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            data += chunk
    return data


def _start_student(sides: Sides, env: dict[str, str]) -> None:
    limits = json.dumps(sides.limits.to_json())
    if sides.sandbox.__name__.endswith("container"):  # an open file cannot be handed into a container
        argv = ["course.grading.student_side", f"/channel/{SOCKET}", limits]
        silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        sides.start("student", argv, env=env, may_write_channel=True, **silent)
        deadline = time.monotonic() + 60
        while not (sides.channel / SOCKET).exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        return
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(sides.channel / SOCKET))
        listener.listen(64)
        number = listener.fileno()
        argv = ["course.grading.student_side", str(number), limits]
        sides.start("student", argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env, passes=(number,))


def _followed(judge: subprocess.Popen[bytes], sides: Sides, deadline: float) -> tuple[list[dict[str, Any]], str | None]:
    """The judge's results, and the limit of the whole submission that was hit, if any."""
    assert judge.stdout is not None
    data = b""
    problem = None
    watched = _watched(sides)
    with selectors.DefaultSelector() as ready:
        ready.register(judge.stdout, selectors.EVENT_READ)
        while True:
            if ready.select(watch.EVERY):
                chunk = os.read(judge.stdout.fileno(), 1 << 20)
                if not chunk:
                    break
                data += chunk
                if len(data) > MAX_RESULTS:
                    problem = "its results were larger than can be kept"
                    break
            if time.monotonic() > deadline:
                problem = f"ran longer than the {sides.limits.total_seconds:g} s that a submission may take"
                break
            for side, tree in watched.items():
                if problem is None and (hit := tree.exceeded()):
                    problem = HIT[side].format(hit)
                    _kill(sides.processes[side])
                    _kill(sides.processes["student"])  # the judge sees it end, and finishes
    lines = data.split(b"\n")
    results = []
    for line in lines:
        with contextlib.suppress(ValueError):
            results.append(json.loads(line))
    if problem is None and not sides.limits.cpu_seconds > watched["student"].cpu_seconds():
        problem = f"used more than the {sides.limits.cpu_seconds} s of processor time that a submission may take"
    return results, problem


def _watched(sides: Sides) -> dict[str, watch.Watched]:
    """Everything of this submission's that its author can make grow."""
    limits = sides.limits
    found = {
        "student": watch.Watched(
            sides.processes["student"].pid, limits.memory, processes=limits.processes, cpu=limits.cpu_seconds
        ),
        "judge": watch.Watched(sides.processes["judge"].pid, limits.other_memory),
    }
    if "engines" in sides.processes:  # PostgreSQL's processes share most of what they hold
        found["engines"] = watch.Watched(sides.processes["engines"].pid, limits.other_memory, private=True)
    return found


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _outcome(cell: Merged, result: dict[str, Any] | None, problem: str | None) -> CellOutcome:
    if cell.kind != "test":
        result = result or {}
        return CellOutcome(cell.kind, cell.id, cell.source, result.get("outputs", []), reason=result.get("reason"))
    if result is None:
        reason = problem or "not reached"
        return CellOutcome("test", cell.id, cell.source, [], 0.0, cell.points, reason)
    reason = result["reason"]
    if result.get("gone") and problem:
        reason = f"{reason}: it {problem}" if not problem.startswith("it") else f"{reason}: {problem}"
    return CellOutcome("test", cell.id, cell.source, [], float(result["earned"]), cell.points, reason)


def _kept(cell: Merged) -> CellOutcome:
    return CellOutcome(cell.kind, cell.id, cell.source, max_points=cell.points)


def _env(urls: dict[str, dict[str, str]], side: str) -> dict[str, str]:
    return {f"COURSE_{name.upper()}_URL": by_side[side] for name, by_side in urls.items()} | {
        "COURSE_STATE": "/tmp/.course"
    }


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A private folder with `channel` inside; unix socket paths must be short, so it lies in the temporary one."""
    folder = Path(tempfile.gettempdir()) / f"course-grade-{secrets.token_hex(6)}"
    folder.mkdir(mode=0o700)
    (folder / "channel").mkdir(mode=0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
