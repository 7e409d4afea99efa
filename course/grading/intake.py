"""Reads what was handed in without trusting any of it: names, links, sizes, formats, times."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUBMITTED = "submitted"
MAX_BYTES = 20 << 20
STUDENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}")
TIME_FILE = "timestamp.txt"  # nbgrader's
SAVE_AGAIN = "Open it in a current JupyterLab and save it again."


@dataclass(frozen=True)
class Submission:
    """One student's hand-in. `notebook` is None when `problem` says why it cannot be read.

    `submitted` is naive UTC, as in nbgrader's gradebook. `content_hash` is the sha256 of the file's bytes.
    """

    student: str
    content_hash: str
    notebook: dict[str, Any] | None
    problem: str | None = None
    submitted: datetime.datetime | None = None
    warnings: list[str] = field(default_factory=list)


def students(root: Path, assignment: str) -> list[str]:
    """Who has a folder for this assignment in `submitted/`; names that no student can have are left out."""
    folder = root / SUBMITTED
    names = sorted(entry.name for entry in _entries(folder))
    return [name for name in names if STUDENT.fullmatch(name) and (folder / name / assignment).is_dir()]


def odd_folders(root: Path, assignment: str) -> list[str]:
    """Folders in `submitted/` whose name cannot be a student's, one sentence each."""
    return [
        f"submitted/{entry.name!r} is no student's name (letters, digits and _ . @ + - only) and was left out."
        for entry in _entries(root / SUBMITTED)
        if not STUDENT.fullmatch(entry.name)
    ]


def read(root: Path, assignment: str, student: str) -> Submission:
    """One submission. Never raises for what a student can do: `problem` says what is wrong in plain words."""
    folder = root / SUBMITTED / student / assignment
    path, warnings = _find(folder, assignment)
    submitted = _submitted(folder)
    if path is None:
        return Submission(student, "", None, warnings[0], submitted)
    try:
        data = read_file(path)
    except Unreadable as error:
        return Submission(student, "", None, str(error), submitted)
    digest = hashlib.sha256(data).hexdigest()
    notebook, problem = parse(data)
    return Submission(student, digest, notebook, problem, submitted, warnings)


class Unreadable(Exception):
    """The file must not or cannot be read; the message says why."""


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file that is not a link, up to `limit`. Raises Unreadable."""
    name = path.name
    try:
        # Not followed: the file may have been swapped for a link after we looked. Not blocking: it may be a pipe.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise Unreadable(f"{name} cannot be opened ({error.strerror}): a link, or not readable.") from None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):  # before Python's own file object, which refuses a folder with words of its own
        os.close(descriptor)
        raise Unreadable(f"{name} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        if about.st_nlink > 1:
            raise Unreadable(f"{name} is a hard link to another file.")
        if about.st_size > limit:
            raise Unreadable(f"{name} has {about.st_size / 1e6:.0f} MB; {limit / 1e6:.0f} MB is the limit.")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"{name} grew beyond {limit / 1e6:.0f} MB while it was read.")
    return data


def parse(data: bytes) -> tuple[dict[str, Any] | None, str | None]:
    """(notebook, None), or (None, what is wrong with the file)."""
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return (
            None,
            f"The file is not a notebook: it is not valid JSON{where}. {SAVE_AGAIN}",
        )
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        if isinstance(notebook, dict) and "worksheets" in notebook:
            return (
                None,
                f"The notebook has an old format (version 3). {SAVE_AGAIN}",
            )
        return None, "The file is JSON and not a notebook: it has no list of cells."
    if notebook.get("nbformat") != 4:
        return None, f"The notebook's format is not version 4. {SAVE_AGAIN}"
    return notebook, None


def _find(folder: Path, assignment: str) -> tuple[Path | None, list[str]]:
    if folder.is_symlink() or folder.parent.is_symlink():
        return None, ["The folder that was handed in is a link."]
    path = folder / f"{assignment}.ipynb"
    if os.path.lexists(path):
        return path, []
    others = sorted(entry for entry in folder.glob("*.ipynb"))
    if len(others) == 1:
        return others[0], [f"The notebook was named {others[0].name!r} instead of {assignment}.ipynb."]
    return None, [f"There is no {assignment}.ipynb in what was handed in."]


def _submitted(folder: Path) -> datetime.datetime | None:
    """nbgrader's timestamp of a submission, in UTC without a zone; None when it is not there or says nothing."""
    with contextlib.suppress(Unreadable, UnicodeDecodeError, ValueError, OverflowError):
        return parse_time(read_file(folder / TIME_FILE, 200).decode())
    return None


def parse_time(text: str) -> datetime.datetime:
    """A time as nbgrader writes it ("2026-11-26 06:09:08.000000 UTC"), in UTC without a zone. Raises ValueError."""
    made = datetime.datetime.fromisoformat(re.sub(r"\s*(UTC|Z)$", "+00:00", text.strip()))
    if made.tzinfo is not None:
        made = made.astimezone(datetime.UTC).replace(tzinfo=None)
    return made


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError):
        yield from (entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
