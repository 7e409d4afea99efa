"""Does an assignment tell right from wrong? Runs its solution, stub, and the answers in `wrong/` and `right/`.

A variant runs with its own task alone, and of that only the tests that the answer can reach: a task must stand on its
own, and a change in one task leaves what is known of the others valid. What held once for the same content is
remembered in the course's own folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT, cache_dir
from course.grading.assignment import Assignment, Cell, load, released_answers
from course.grading.names import bound, needed
from course.grading.outcome import Outcome
from course.grading.run import run_notebook
from course.grading.standard import WRONG, Variant, variants
from course.grading.tasks import preamble, tasks

# Parts of the library that no cell of an assignment and no part of the judge can depend on.
ELSEWHERE = {"authoring", "show", "lab", "cli.py"}
REASON = 300  # characters of a reason that a message shows


@dataclass(frozen=True)
class Case:
    """One run: `answers` by id are given to `assignment`; the tests in `loses` must fail, those in `may_lose` may."""

    name: str
    assignment: Assignment
    answers: dict[str, str]
    loses: frozenset[str]
    may_lose: frozenset[str] = frozenset()

    def key(self, library: str) -> str:
        """Changes with everything that the result depends on."""
        parts = [library, self.assignment.fingerprint, self.answers, sorted(self.loses), sorted(self.may_lose)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def notebook(self) -> dict[str, Any]:
        """A submission with these answers."""
        cells = [
            {"cell_type": "code", "source": source, "outputs": [], "metadata": {"nbgrader": {"grade_id": grade_id}}}
            for grade_id, source in self.answers.items()
        ]
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def verify(
    name: str,
    root: Path = PROJECT,
    workers: int | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> list[str]:
    """What is wrong, one sentence each: the solution must get all points and the stub none, each wrong answer must lose
    exactly the tests that it names, each right answer must pass. `workers` run at a time (default: one a processor).

    `name` must have passed `standard.problems`. Raises NoAssignment, NoSandbox.
    """
    known = _Known(name)
    library = _library()
    waiting = [case for case in cases(load(name, root), variants(name, root)) if case.key(library) not in known]
    found: dict[str, list[str]] = {}
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    try:
        futures = {pool.submit(run_notebook, case.assignment, case.notebook()): case for case in waiting}
        for number, future in enumerate(as_completed(futures), start=1):
            case = futures[future]
            found[case.name] = list(judged(case, future.result()))
            if not found[case.name]:
                known.add(case.key(library))
            say(f"{name}: {number} of {len(waiting)} answers tried: {case.name}")
    finally:
        pool.shutdown(cancel_futures=True)
    return [f"{name}: {problem}" for case in waiting for problem in found.get(case.name, [])]


def cases(assignment: Assignment, others: list[Variant]) -> Iterator[Case]:
    """Everything that has to be run, the longest first."""
    solution = {cell.id: cell.source for cell in assignment.cells if cell.kind == "answer"}
    released = released_answers(assignment)
    tests = frozenset(cell.id for cell in assignment.cells if cell.kind == "test")
    yield Case("the solution", assignment, solution, frozenset())
    yield Case("the stub", assignment, {grade_id: released[grade_id] for grade_id in solution}, tests)
    shared = preamble(assignment)
    for task in tasks(assignment):
        own = {cell.id: cell.source for cell in task.of_kind("answer")}
        code = [*_code(shared), *_code(task.cells)]
        for variant in others:
            if variant.answer in own:
                cells = reached(code, variant.answer, variant.loses)
                answers = {**own, variant.answer: variant.source}
                alone = Assignment(assignment.name, tuple(cells))
                yield Case(variant.name, alone, answers, variant.loses, variant.may_lose)


def reached(cells: list[Cell], answer: str, named: frozenset[str] = frozenset()) -> list[Cell]:
    """`cells` without the tests that no name leads to from the cell `answer`: its change cannot change their result.

    The tests in `named` stay, and every test whose names one that stays uses.
    """
    names: set[str] = set()
    stay = set(named)
    for cell in cells:
        if cell.id == answer or names & needed(cell.source):
            names |= bound(cell.source)
            stay.add(cell.id)
    wanted: set[str] = set()
    for cell in reversed(cells):
        if cell.kind != "test" or cell.id in stay or bound(cell.source) & wanted:
            stay.add(cell.id)
            wanted |= needed(cell.source)
    return [cell for cell in cells if cell.id in stay]


def judged(case: Case, outcome: Outcome) -> Iterator[str]:
    """How an outcome differs from what `case` says, one sentence each."""
    if outcome.broken is not None:
        yield f"{case.name} could not be run: {outcome.broken}"
        return
    results = outcome.by_id()
    for cell in case.assignment.cells:
        if cell.kind != "test":
            continue
        result = results.get(cell.id)
        earned = (result.points or 0.0) if result else 0.0
        why = f" It says: {_short(result.reason)}" if result and result.reason else ""
        if cell.id in case.loses and earned > 0:
            wrong = "and should lose it" if case.name.startswith(WRONG) else "and must earn nothing"
            yield f"{case.name} earns {earned:g} of {cell.points:g} points in {cell.id}, {wrong}."
        elif cell.id not in case.loses | case.may_lose and earned < cell.points:
            yield f"{case.name} loses {cell.id}, and should pass it.{why}"


class _Known:
    """Keys of cases that held, in a file of the course's own; a file that cannot be read counts as empty."""

    def __init__(self, name: str) -> None:
        self._path = cache_dir() / "verified" / f"{name}.txt"
        try:
            self._keys = set(self._path.read_text(encoding="utf-8").split())
        except (OSError, ValueError):
            self._keys = set()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        self._keys.add(key)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")


def _library() -> str:
    """Changes with the code that answers and tests can depend on, and with the versions of the packages."""
    digest = hashlib.sha256()
    course = PROJECT / "course"
    there = [path for path in sorted(course.rglob("*.py")) if path.relative_to(course).parts[0] not in ELSEWHERE]
    for path in [*there, PROJECT / "requirements.lock"]:
        if path.exists() and not _of_the_instructor(path):
            digest.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _of_the_instructor(path: Path) -> bool:
    """Whether it is a part of grading that comes before or after the judging."""
    from course.grading.grade import DECIDES

    return path.parent.name == "grading" and path.name not in DECIDES


def _code(cells: list[Cell] | tuple[Cell, ...]) -> list[Cell]:
    return [cell for cell in cells if cell.kind in ("given", "answer", "test")]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= REASON else f"{line[:REASON]} …"
