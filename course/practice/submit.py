"""`course submit`: hands in a student's notebook, whole or broken, with a receipt for exactly the bytes handed in."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from course.engines.paths import PROJECT
from course.files import replace
from course.grading.intake import MAX_BYTES, STUDENT
from course.practice import original, zipped
from course.practice.work import NoWork, Work, here, parse

HANDIN = "handin"
LARGE = 5 << 20  # bytes; mostly pictures and printed data, which grading does not read
VERSION = 1


@dataclass(frozen=True)
class Receipt:
    """What was handed in: `sha256` and `bytes` of the notebook, when (UTC, ISO 8601), and where it went."""

    assignment: str
    student: str
    sha256: str
    bytes: int
    submitted: str
    to: str
    warnings: list[str]
    version: int = VERSION

    def to_json(self) -> str:
        """The receipt's file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Submitted:
    """`receipt` and where it is kept; `upload` is the file to upload, None when the exchange has the work; `saved` is
    when the notebook was last saved; `notes` say what else the student should know."""

    receipt: Receipt
    kept: Path
    upload: Path | None
    saved: datetime
    notes: list[str]


def submit(path: Path, *, student: str | None = None, to: Path | None = None, root: Path = PROJECT) -> Submitted:
    """Hand in the notebook at `path`: into nbgrader's exchange, or as a file in `to` (default: `handin/`).

    Raises NoWork when there is nothing to hand in, or no place for it.
    """
    notes = []
    who = student_name(student)
    asked = student or _login()
    if who != asked:
        notes.append(f"Your name goes with the work as {who}: {asked!r} has characters that file names cannot have.")
    content, saved = _content(path)
    receipt = Receipt(
        assignment=path.stem,
        student=who,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        submitted="",
        to="",
        warnings=warnings(content, path, root),
    )
    original.keep(root)
    folder = to if to is not None else root / HANDIN
    try:
        sent, file = _hand_in(receipt, content, to, folder, root, notes)
    except OSError as error:
        raise NoWork(
            f"Nothing was handed in: {error.filename or folder} cannot be written ({error.strerror}). "
            "Name another folder with --to."
        ) from None
    return Submitted(sent, _keep(sent, folder, file, notes), file, saved, notes)


def warnings(content: bytes, path: Path, root: Path = PROJECT) -> list[str]:
    """What is wrong with the work, one sentence each. It is accepted all the same."""
    found = []
    if len(content) > MAX_BYTES:
        found.append(
            f"It has {len(content) / 1e6:.0f} MB, and grading reads no more than {MAX_BYTES / 1e6:.0f} MB: clear the "
            "outputs (Edit, Clear Outputs of All Cells), save, and submit again."
        )
    elif len(content) > LARGE:
        found.append(f"It has {len(content) / 1e6:.0f} MB: some output is very large. Clearing the outputs helps.")
    try:
        work = parse(content, path)
    except NoWork as broken:
        return [*found, f"As it is, it cannot be graded. {broken}"]
    released = original.find(work.name, root)
    found += original.differences(work, released)
    if missing := unanswered(work):
        found.append(f"Not answered yet: {'; '.join(missing)}.")
    if not any(cell.id for cell in work.cells):
        found.append("None of the assignment's cells is in it: is it the right notebook?")
    return found


def unanswered(work: Work) -> list[str]:
    """Titles of the tasks with an answer that was not begun; those begun in part say how many answers are missing."""
    found = []
    for task in work.tasks:
        answers = task.of_kind("answer", "written")
        missing = [cell for cell in answers if not cell.answered]
        if missing:
            part = f" ({', '.join(cell.id for cell in missing)})" if len(missing) < len(answers) else ""
            found.append(task.title + part)
    return found


def student_name(asked: str | None = None) -> str:
    """The name that goes with the work: as asked, else the JupyterHub user, else the login name; safe in a file name.

    Raises NoWork when nothing of it is left.
    """
    said = asked or _login()
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.@-]+", "_", plain).strip("_.-@")[:64]
    if not STUDENT.fullmatch(plain):
        raise NoWork(f"{said!r} is no name to hand in under: say which with --as, in letters and digits.")
    return plain


def say(done: Submitted) -> str:
    """The receipt as text."""
    receipt = done.receipt
    lines = [
        f"Handed in: {receipt.assignment}, by {receipt.student}, at {_moment(receipt):%Y-%m-%d %H:%M:%S} UTC",
        f"  sha256   {receipt.sha256}",
        f"  notebook {receipt.bytes:,} bytes, as last saved at {done.saved:%Y-%m-%d %H:%M:%S} UTC",
        f"  went to  {receipt.to}",
        f"  receipt  {here(done.kept)}",
    ]
    if receipt.warnings:
        lines += ["", "Accepted, but look at this:", *(f"  ! {warning}" for warning in receipt.warnings)]
    lines += ["", *done.notes] if done.notes else []
    if done.upload:
        lines += ["", f"One step is left: upload {here(done.upload)} to your university's system."]
    lines += ["", "You may submit again: every hand-in is kept, and the newest one counts."]
    return "\n".join(lines)


def _hand_in(
    receipt: Receipt, content: bytes, to: Path | None, folder: Path, root: Path, notes: list[str]
) -> tuple[Receipt, Path | None]:
    """Hand in, and return the receipt with time and place, and the file to upload if there is one."""
    if to is None:
        from course.practice import exchange  # nbgrader takes two seconds to import

        found = exchange.find(root)
        notes += found.notes
        if found.usable:
            return exchange.send(found, receipt, content), None
    return zipped.write(folder, receipt, content)


def _content(path: Path) -> tuple[bytes, datetime]:
    try:
        with path.open("rb") as file:
            return file.read(), datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except FileNotFoundError:
        raise NoWork(f"There is no {here(path)} to hand in.") from None
    except OSError as error:
        raise NoWork(f"{here(path)} cannot be read: {error.strerror}.") from None


def _keep(receipt: Receipt, folder: Path, file: Path | None, notes: list[str]) -> Path:
    """Write the receipt beside the work. The work is handed in by now, whatever happens here."""
    stem = file.stem if file else f"{receipt.student}-{receipt.assignment}-{zipped.stamp(_moment(receipt))}"
    place = folder / f"{stem}.receipt.json"
    try:
        replace(place, receipt.to_json().encode())
    except OSError as error:
        notes.append(f"The receipt's file could not be written ({error.strerror}): keep this text instead.")
    return place


def _moment(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(receipt.submitted).astimezone(UTC)


def _login() -> str:
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError):
        return ""
