"""The notebook as it was released: where to find it, what differs from it, and how to get its cells back."""

from __future__ import annotations

import contextlib
import copy
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT, state_dir
from course.files import replace
from course.grading.assignment import release_path
from course.practice.work import Cell, NoWork, Work, parse, read, released, text

VERSIONS_TRIED = 30  # of git's versions of the file, the newest first


def keep(root: Path = PROJECT) -> None:
    """Copy every notebook that is as it was released into the course's own folder, to have it when it no longer is.

    Never fails: without the copy, git may still have the original.
    """
    for name in released(root):
        with contextlib.suppress(NoWork, OSError, RuntimeError):
            work = read(release_path(name, root))
            if work.untouched and not _less_than_kept(work):
                replace(_kept(name), work.content)


def find(name: str, root: Path = PROJECT) -> Work | None:
    """The assignment as released, in the version that the student's notebook comes from: the copy that was kept, one
    that git has, or the notebook itself while nothing was changed. None: nowhere."""
    path = release_path(name, root)
    mine: frozenset[tuple[str, str]] = frozenset()
    with contextlib.suppress(NoWork):
        mine = read(path).marks
    best = None
    for content in _candidates(name, root):
        with contextlib.suppress(NoWork):
            work = parse(content, path, name)
            if work.untouched and mine <= work.marks:
                return work
            if work.untouched and (best is None or len(mine & work.marks) > len(mine & best.marks)):
                best = work
    return best


def differences(work: Work, original: Work | None) -> list[str]:
    """What was done to cells that must stay as they are, one sentence each."""
    found = [
        f"The {_what(cell)} was a {cell.was} cell and is now a {cell.type} cell (number {cell.number})."
        for cell in work.cells
        if cell.id and cell.type != cell.was
    ]
    found += [
        f"The {_what(cell)} was changed (cell {cell.number})."
        for cell in work.cells
        if cell.locked and cell.changed and cell.type == cell.was
    ]
    places: dict[str, list[int]] = {}
    for cell in work.cells:
        if cell.id:
            places.setdefault(cell.id, []).append(cell.number)
    what = {cell.id: _what(cell) for cell in work.cells}
    for grade_id, numbers in places.items():
        if len(numbers) > 1:
            found.append(f"The {what[grade_id]} is there {len(numbers)} times (cells {', '.join(map(str, numbers))}).")
    if original:
        found += [
            f"The {_what(cell)} was deleted; it stood in cell {cell.number}."
            for cell in original.cells
            if cell.id and cell.id not in places
        ]
    return found


def remedy(work: Work, original: Work | None) -> str:
    """How to get the original cells back."""
    if original:
        return f"To get them back and keep your answers: course restore {work.name}"
    return "To get them back: fetch the assignment again from where you got it, and copy your answers into it."


def restore(name: str, path: Path, root: Path = PROJECT) -> tuple[Path, list[str]]:
    """Put the released cells back into the notebook at `path`, with the student's answers and own cells.

    Returns where the notebook was kept as it had been, and sentences about what could not be taken over. Raises NoWork
    when the original is nowhere to be found.
    """
    original = find(name, root)
    if original is None:
        raise NoWork(f"The released {name} is not to be found here: fetch it again from where you got it.")
    before = path.read_bytes() if path.exists() else b""
    aside = state_dir() / "restored" / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.ipynb"
    replace(aside, before)
    try:
        parse(before, path, name)
    except NoWork:
        replace(path, original.content)
        return aside, ["The notebook could not be read, so your answers are not in it: take them from the file kept."]
    merged, lost = _merged(json.loads(original.content), json.loads(before))
    replace(path, (json.dumps(merged, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())
    return aside, lost


def _kept(name: str) -> Path:
    return state_dir() / "released" / f"{name}.ipynb"


def _less_than_kept(work: Work) -> bool:
    """Whether the copy that is kept is the same, or the same with more cells: then some were deleted since."""
    try:
        return work.marks <= read(_kept(work.name)).marks
    except NoWork:
        return False


def _candidates(name: str, root: Path) -> Iterator[bytes]:
    with contextlib.suppress(OSError, RuntimeError):
        yield _kept(name).read_bytes()
    path = release_path(name, root)
    file = path.relative_to(root).as_posix()
    for commit in _git(root, "log", "--format=%H", f"-n{VERSIONS_TRIED}", "--", file).decode().split():
        yield _git(root, "show", f"{commit}:./{file}")
    with contextlib.suppress(OSError):
        yield path.read_bytes()


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


def _what(cell: Cell) -> str:
    names = {"test": "test", "given": "given cell", "answer": "answer cell", "written": "written answer"}
    return f"{names.get(cell.kind, 'locked cell')} {cell.id}"


def _merged(original: dict[str, Any], mine: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The original's cells with the answers of `mine`, whose own cells stay behind the cell they followed."""
    result = copy.deepcopy(original)
    known = {_id(cell): cell for cell in result["cells"] if _id(cell)}
    seen: Counter[str] = Counter()
    own: dict[str, list[dict[str, Any]]] = {}
    lost, last = [], ""
    texts = {text(cell) for cell in result["cells"]}
    ids = {cell.get("id") for cell in result["cells"]}
    for cell in mine["cells"]:
        grade_id = _id(cell)
        if grade_id in known:
            last = grade_id
            seen[grade_id] += 1
            if known[grade_id]["metadata"]["nbgrader"].get("solution"):
                if seen[grade_id] == 1:
                    known[grade_id]["source"] = cell.get("source", "")
                elif text(cell) != text(known[grade_id]):
                    lost.append(f"{grade_id} was there twice, with different text: the first one was taken.")
        elif not grade_id and text(cell).strip() and text(cell) not in texts:
            own.setdefault(last, []).append(_own(cell, ids))
    result["cells"] = own.get("", []) + [
        cell for known_cell in result["cells"] for cell in (known_cell, *own.get(_id(known_cell) or "-", []))
    ]
    return result, lost


def _own(cell: dict[str, Any], taken: set[Any]) -> dict[str, Any]:
    """A cell of the student's own, as it can stand beside the original's (an edited text has the original's id)."""
    fresh = dict(cell)
    if cell.get("cell_type") == "code":
        fresh |= {"outputs": [], "execution_count": None}
    while fresh.get("id") in taken and fresh.get("id"):
        fresh["id"] = f"{fresh['id']}-own"[-64:]
    taken.add(fresh.get("id"))
    return fresh


def _id(cell: dict[str, Any]) -> str:
    about = cell.get("metadata", {}).get("nbgrader")
    return str(about.get("grade_id", "")) if isinstance(about, dict) else ""
