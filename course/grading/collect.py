"""Brings what students handed in to `submitted/STUDENT/NAME/`: from nbgrader's exchange, or from files of an LMS.

Of an archive only the notebook's bytes are read, nothing is unpacked. Who handed in is said by where a file lies, not
by what it contains. A newer hand-in replaces an older one, which is kept under `backups/submitted/`.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.engines.paths import PROJECT
from course.grading.intake import (
    MAX_BYTES,
    STUDENT,
    SUBMITTED,
    TIME_FILE,
    Unreadable,
    parse_time,
    read_file,
)
from course.practice.settings import nbgrader_config

COURSE = "backend-engineering"
MAX_ENTRIES = 1_000
CLAIM_TOLERANCE = datetime.timedelta(minutes=2)  # clocks of two machines
# How learning platforms name what they let a teacher download: Moodle a folder, Canvas a file.
MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?")
CANVAS = re.compile(r"(?P<name>[a-z0-9-]+?)(_LATE)?_(?P<id>\d+)_\d+_.+")


@dataclass(frozen=True)
class HandIn:
    """One hand-in that was found: the notebook's bytes, whose it is, when it came (naive UTC)."""

    student: str
    data: bytes
    submitted: datetime.datetime
    origin: str
    notes: tuple[str, ...] = ()


@dataclass
class Collected:
    """`taken`: who has a new submission now. `older`: who had handed in something newer. `refused`: sentences."""

    taken: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def collect(name: str, root: Path, found: Iterable[HandIn | str]) -> Collected:
    """Store the newest hand-in of each student. `found` holds hand-ins, and sentences about what is none."""
    result = Collected()
    newest: dict[str, HandIn] = {}
    for one in found:
        if isinstance(one, str):
            result.refused.append(one)
            continue
        result.notes += [f"{one.student}: {note}" for note in one.notes]
        if one.student not in newest or newest[one.student].submitted <= one.submitted:
            newest[one.student] = one
    for student in sorted(newest):
        (result.taken if _store(root, name, newest[student]) else result.older).append(student)
    return result


def inbound(root: Path = PROJECT) -> Path:
    """Where nbgrader's exchange, as configured on this machine, holds what was handed in for this course."""
    config = nbgrader_config(root)
    exchange = config.get("Exchange", {}).get("root") or "/usr/local/share/nbgrader/exchange"
    return Path(exchange) / config.get("CourseDirectory", {}).get("course_id", COURSE) / "inbound"


def from_exchange(name: str, inbound: Path) -> Iterator[HandIn | str]:
    """Hand-ins in nbgrader's exchange: folders `STUDENT+NAME+TIME…` in `inbound`."""
    for entry in sorted(inbound.iterdir() if inbound.is_dir() else []):
        student, _, rest = entry.name.partition("+")
        assignment, _, claimed = rest.partition("+")
        if assignment != name:
            continue
        if not STUDENT.fullmatch(student):
            yield f"{entry.name}: no student can be called {student!r}."
            continue
        about = entry.lstat()
        if not stat.S_ISDIR(about.st_mode):
            yield f"{entry.name}: not a folder."
            continue
        owner = _user(about.st_uid)
        if owner not in (student, None) and about.st_uid not in (0, os.getuid()):
            yield f"{entry.name}: it says {student} and belongs to {owner}; not taken."
            continue
        try:
            data = read_file(entry / f"{name}.ipynb")
        except Unreadable as problem:
            yield f"{entry.name}: {problem}"
            continue
        arrived = datetime.datetime.fromtimestamp(about.st_ctime, datetime.UTC).replace(tzinfo=None)
        when, notes = _believed(claimed.partition("+")[0], arrived)
        yield HandIn(student, data, when, entry.name, notes)


def from_files(name: str, paths: Iterable[Path], received: datetime.datetime | None = None) -> Iterator[HandIn | str]:
    """Hand-ins among files: `.ipynb`, `.zip` of `course submit`, or a folder or `.zip` as an LMS gives them.

    `received` (naive UTC) is the time of all of them; without it, the time that the student's receipt claims counts.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for file in sorted(path.rglob("*")):
                if file.suffix.lower() in (".zip", ".ipynb") and not file.is_symlink():
                    yield from _from_file(name, file, file.relative_to(path).parts, received)
        else:
            yield from _from_file(name, path, (path.name,), received)


def _from_file(
    name: str, path: Path, parts: tuple[str, ...], received: datetime.datetime | None
) -> Iterator[HandIn | str]:
    try:
        data = read_file(path, 50 * MAX_BYTES if path.suffix.lower() == ".zip" else MAX_BYTES)
        if path.suffix.lower() == ".zip":
            yield from _from_zip(name, path, parts, received)
        else:
            yield _named(name, parts, data, None, received, path.name)
    except (Unreadable, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as problem:
        yield f"{'/'.join(parts)}: {problem}"


def _from_zip(
    name: str, path: Path, parts: tuple[str, ...], received: datetime.datetime | None
) -> Iterator[HandIn | str]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable(f"{len(entries):,} entries; {MAX_ENTRIES:,} is the limit.")
        books = [entry for entry in entries if entry.filename.endswith(".ipynb") and not entry.is_dir()]
        inner = [entry for entry in entries if entry.filename.endswith(".zip")]
        if len(books) == 1 and not inner:
            times = [entry for entry in entries if Path(entry.filename).name == TIME_FILE]
            claimed = _member(archive, times[0], 200).decode(errors="replace") if times else None
            yield _named(name, parts, _member(archive, books[0], MAX_BYTES), claimed, received, path.name)
            return
        # The archive of a whole class, as a platform gives it: one notebook or archive for each student.
        if not books and not inner:
            raise Unreadable("there is no notebook in it.")
        for entry in books:
            where = tuple(part for part in entry.filename.split("/") if part not in ("", ".", ".."))
            yield _named(name, where, _member(archive, entry, MAX_BYTES), None, received, entry.filename)
        if inner:
            yield f"{path.name}: it holds archives itself; unpack it first and collect the folder."


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """An entry's bytes, never more than `limit`, whatever the archive says of its size. Raises Unreadable."""
    with archive.open(entry) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"{entry.filename[:100]!r} unpacks to more than {limit / 1e6:.0f} MB.")
    return data


def _named(
    name: str,
    parts: tuple[str, ...],
    data: bytes,
    claimed: str | None,
    received: datetime.datetime | None,
    origin: str,
) -> HandIn | str:
    student = student_of(name, parts)
    if student is None:
        return f"{'/'.join(parts)[:200]}: whose is it? Put it into a folder with the student's name."
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    if received is not None:
        return HandIn(student, data, received, origin)
    if claimed is None:
        return HandIn(student, data, now, origin, ("no time of hand-in is known; now was taken (--received sets it)",))
    when, notes = _believed(claimed, now, tolerate_past=True)
    return HandIn(student, data, when, origin, notes)


def student_of(name: str, parts: tuple[str, ...]) -> str | None:
    """Whose file it is, by its path: Moodle's or Canvas's names, a folder with the student's name, or `course submit`'s
    own file name `STUDENT-NAME-TIME.zip`."""
    for part in parts:
        if found := MOODLE.fullmatch(part):
            return _slug(f"{found['name']}_{found['id']}")
    if len(parts) > 1:
        return parts[0] if STUDENT.fullmatch(parts[0]) else _slug(parts[0])
    if found := re.fullmatch(rf"(?P<student>.+)-{re.escape(name)}-\d.*\.zip", parts[0]):
        return found["student"] if STUDENT.fullmatch(found["student"]) else None
    if found := CANVAS.fullmatch(parts[0]):
        return f"{found['name']}_{found['id']}"
    return None


def _slug(text: str) -> str | None:
    plain = re.sub(r"[^A-Za-z0-9_.@+-]+", "_", text).strip("_.-+@")[:64]
    return plain if STUDENT.fullmatch(plain) else None


def _believed(
    claimed: str, arrived: datetime.datetime, tolerate_past: bool = False
) -> tuple[datetime.datetime, tuple[str, ...]]:
    """The time of a hand-in: what it claims, unless it claims to be older than it can be, or from the future."""
    try:
        when = parse_time(claimed)
    except ValueError:
        return arrived, (f"its time of hand-in cannot be read; {arrived:%Y-%m-%d %H:%M} UTC was taken",)
    if when > arrived + CLAIM_TOLERANCE:
        return arrived, (f"it claims to be from the future; {arrived:%Y-%m-%d %H:%M} UTC was taken",)
    if when < arrived - CLAIM_TOLERANCE and not tolerate_past:
        return arrived, (
            f"it claims {when:%Y-%m-%d %H:%M} UTC and was put there at {arrived:%Y-%m-%d %H:%M} UTC, which was taken",
        )
    return when, ()


def _store(root: Path, name: str, one: HandIn) -> bool:
    """Put a hand-in in its place; False when what lies there is as new."""
    place = root / SUBMITTED / one.student / name
    before = None
    with contextlib.suppress(Unreadable, ValueError):
        before = parse_time(read_file(place / TIME_FILE, 200).decode(errors="replace"))
    with contextlib.suppress(Unreadable):
        if before is not None and before >= one.submitted and read_file(place / f"{name}.ipynb"):
            return False
    fresh = place.with_name(f".{name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / f"{name}.ipynb").write_bytes(one.data)
    (fresh / TIME_FILE).write_text(f"{one.submitted.isoformat(sep=' ')} UTC")
    if os.path.lexists(place):
        kept = root / "backups" / SUBMITTED / one.student / name
        kept.mkdir(parents=True, exist_ok=True)
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        place.rename(kept / stamp)
    fresh.rename(place)
    return True


def _user(number: int) -> str | None:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return None
