"""What a student has done: which visible tests passed, by task, kept between runs in the course's own folder."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT, state_dir
from course.files import replace
from course.grading.assignment import release_path
from course.practice.original import find, keep
from course.practice.work import NoWork, Work, read, released
from course.roadmap import Section, sections

VERSION = 1
NEWER = "Progress was written by a newer version of the course ({}); it is left as it is, and nothing was added."

Tests = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Done:
    """One item: `passed` of `tests` visible tests; `completed` is the UTC time (ISO 8601) when all first passed."""

    passed: int
    tests: int
    completed: str | None = None

    @property
    def complete(self) -> bool:
        """Whether all tests pass now."""
        return 0 < self.tests == self.passed


@dataclass
class Kept:
    """What the file says: by assignment and task anchor, {"passed": […], "tests": […], "completed": time or None}.

    `trouble` is a sentence when the file could not be used.
    """

    assignments: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    trouble: str | None = None
    newer: bool = False


def load() -> Kept:
    """What is kept. A damaged file is put aside, and a sentence says so; the next check writes a new one."""
    try:
        path = _file()
        content = path.read_bytes()
    except FileNotFoundError:
        return Kept()
    except (OSError, RuntimeError) as error:
        return Kept(trouble=f"Progress cannot be read: {error}.")
    try:
        found = json.loads(content)
        if int(found["version"]) > VERSION:
            return Kept(trouble=NEWER.format(path), newer=True)
        return Kept({str(name): dict(map(_task, tasks.items())) for name, tasks in found["assignments"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Kept(trouble=_put_aside(path))


def record(name: str, tasks: Mapping[str, Tests]) -> str | None:
    """Keep an assignment's tests, by task anchor: (those that passed, all of them).

    Returns a sentence when something was lost or could not be written; never raises.
    """
    try:
        with _alone():
            kept = load()
            if kept.newer:
                return kept.trouble
            before = kept.assignments.get(name, {})
            now = datetime.now(UTC).isoformat(timespec="seconds")
            kept.assignments[name] = {
                anchor: {
                    "passed": passed,
                    "tests": tests,
                    "completed": before.get(anchor, {}).get("completed") or (now if _all(passed, tests) else None),
                }
                for anchor, (passed, tests) in tasks.items()
            }
            said = {"version": VERSION, "assignments": kept.assignments}
            replace(_file(), (json.dumps(said, indent=1, sort_keys=True) + "\n").encode())
            return kept.trouble
    except (OSError, RuntimeError) as error:
        return f"Progress could not be kept: {error}."


def by_item(root: Path = PROJECT, kept: Kept | None = None) -> tuple[dict[str, Done], str | None]:
    """How far every roadmap item is that has an exercise here or was once checked; and a sentence about trouble.

    `kept` is what was recorded; by default it is loaded.
    """
    kept = load() if kept is None else kept
    known: dict[str, set[str]] = {}
    passed: dict[str, set[str]] = {}
    times: dict[str, list[str | None]] = {}
    for name, tasks in _exercises(root).items():
        for anchor, ids in tasks.items():
            known.setdefault(anchor, set()).update(f"{name}/{one}" for one in ids)
            times.setdefault(anchor, []).append(kept.assignments.get(name, {}).get(anchor, {}).get("completed"))
    for name, done in kept.assignments.items():
        for anchor, task in done.items():
            if not release_path(name, root).is_file():
                known.setdefault(anchor, set()).update(f"{name}/{one}" for one in task["tests"])
                times.setdefault(anchor, []).append(task["completed"])
            passed.setdefault(anchor, set()).update(f"{name}/{one}" for one in task["passed"])
    return {
        anchor: Done(
            len(ids & passed.get(anchor, set())),
            len(ids),
            max(filter(None, times[anchor]), default=None) if all(times[anchor]) else None,
        )
        for anchor, ids in known.items()
        if ids
    }, kept.trouble


def outline(root: Path = PROJECT) -> str:
    """Progress as text: each section that has exercises, each of their items."""
    done, trouble = by_item(root)
    lines = [trouble, ""] if trouble else []
    for section in sections():
        if practised(section, done):
            complete = sum(done[item.id].complete for item in section.items if item.id in done)
            having = sum(item.id in done for item in section.items)
            lines.append(f"{section.number:2}  {section.title}: {complete} of {having} tasks complete")
            lines += [_line(item.id, item.title, done[item.id]) for item in section.items if item.id in done]
    known = {item.id for section in sections() for item in section.items}
    others = [anchor for anchor in done if anchor not in known]
    if others:
        lines += ["    Others", *(_line(anchor, "", done[anchor]) for anchor in others)]
    if not done:
        lines.append("There is no exercise here yet, and none was checked.")
    elif not any(one.passed for one in done.values()):
        lines += ["", "Nothing passes yet. Open a notebook in exercises/, answer a task, and run: course check"]
    return "\n".join(lines)


def tests(work: Work) -> dict[str, list[str]]:
    """The ids of a notebook's test and written cells, by task anchor."""
    return {task.anchor: [cell.id for cell in task.of_kind("test", "written")] for task in work.tasks if task.anchor}


def practised(section: Section, done: Mapping[str, Done]) -> bool:
    """Whether any item of a section has an exercise."""
    return any(item.id in done for item in section.items)


def _line(anchor: str, title: str, done: Done) -> str:
    sign = "✓" if done.complete else "◐" if done.passed else "·"
    since = f"  first complete {done.completed[:10]}" if done.completed else ""
    return f"      {sign} {anchor:22} {done.passed:2} of {done.tests:2}  {title}{since}".rstrip()


def _exercises(root: Path) -> dict[str, dict[str, list[str]]]:
    """The tests in the student's notebooks, by assignment and task anchor; an unreadable notebook counts as none."""
    found: dict[str, dict[str, list[str]]] = {}
    keep(root)
    for name in released(root):
        with contextlib.suppress(NoWork):
            found[name] = tests(find(name, root) or read(release_path(name, root)))
    return found


def _all(passed: list[str], tests: list[str]) -> bool:
    return bool(tests) and set(tests) <= set(passed)


def _task(pair: tuple[str, Any]) -> tuple[str, dict[str, Any]]:
    anchor, task = pair
    completed = task["completed"]
    if completed is not None:
        datetime.fromisoformat(completed)
    return str(anchor), {"passed": _names(task["passed"]), "tests": _names(task["tests"]), "completed": completed}


def _names(found: Any) -> list[str]:
    if not isinstance(found, list):
        raise TypeError("not a list")
    return list(map(str, found))


def _put_aside(path: Path) -> str:
    aside = path.with_name(f"progress-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.json")
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"The record of your progress is damaged and cannot be put aside: {error}."
    return f"The record of your progress was damaged and starts anew; the old file is kept as {aside}."


def _file() -> Path:
    return state_dir() / "progress.json"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One writer at a time; a killed one lets go."""
    with (state_dir() / "progress.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
