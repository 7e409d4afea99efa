"""A hand-in through nbgrader's exchange: written by nbgrader's own ExchangeSubmit, and there at once or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeSubmit
from nbgrader.utils import parse_utc
from traitlets.config import Config

from course.engines.paths import PROJECT
from course.practice.settings import nbgrader_config
from course.practice.work import NoWork

if TYPE_CHECKING:
    from course.practice.submit import Receipt

NO_LIMIT = 10**9  # kilobytes: what is too large is warned of, and never left out


@dataclass(frozen=True)
class Exchange:
    """nbgrader's exchange as configured here: its `inbound` folder, and whether work can be put there."""

    config: Config
    inbound: Path
    usable: bool
    notes: list[str] = field(default_factory=list)


def find(root: Path = PROJECT) -> Exchange:
    """The exchange of this machine. When one is configured and cannot be used, a note says why."""
    config = nbgrader_config(root)
    submit = ExchangeSubmit(coursedir=CourseDirectory(config=config), config=config)
    inbound = Path(submit.root) / submit.coursedir.course_id / "inbound"
    usable = bool(submit.coursedir.course_id) and inbound.is_dir() and os.access(inbound, os.W_OK | os.X_OK)
    configured = "root" in config.get("Exchange", {})
    why = "is not there" if not inbound.is_dir() else "cannot be written by you"
    notes = [f"nbgrader's exchange is configured, but {inbound} {why}: tell your instructor."]
    return Exchange(config, inbound, usable, notes if configured and not usable else [])


def send(exchange: Exchange, receipt: Receipt, content: bytes) -> Receipt:
    """Put the work into the exchange; returns the receipt with time and place.

    `nbgrader collect` never sees a part: the folder has a hidden name until it is whole. Raises NoWork, OSError.
    """
    with tempfile.TemporaryDirectory(prefix="course-handin-") as place:
        staged = Path(place) / receipt.assignment
        staged.mkdir()
        (staged / f"{receipt.assignment}.ipynb").write_bytes(content)
        coursedir = CourseDirectory(config=exchange.config)
        coursedir.student_id, coursedir.assignment_id = receipt.student, receipt.assignment
        coursedir.max_file_size = coursedir.max_dir_size = NO_LIMIT
        submit = _Whole(
            coursedir=coursedir, authenticator=Authenticator(config=exchange.config), config=exchange.config
        )
        submit.log = logging.getLogger("course.practice")
        submit.log.setLevel(logging.CRITICAL)
        submit.staged, submit.receipt = staged, receipt
        try:
            submit.start()
        except ExchangeError as error:
            raise NoWork(f"Nothing was handed in: nbgrader's exchange says: {error}") from None
        return submit.receipt


class _Whole(ExchangeSubmit):  # type: ignore[misc]
    """ExchangeSubmit, of a staged copy, whose folders get their names when they are whole."""

    staged: Path
    receipt: Receipt
    assignment_filename: str

    def init_src(self) -> None:
        self.src_path = str(self.staged)

    def init_release(self) -> None:
        """Assignments need not have been released through the exchange."""
        self.release_path = self.src_path

    def set_timestamp(self) -> None:
        super().set_timestamp()
        moment = parse_utc(self.timestamp).replace(tzinfo=UTC)
        self.receipt = replace(self.receipt, submitted=moment.isoformat())

    def copy_files(self) -> None:
        final = self.assignment_filename
        inbound, cache = Path(self.inbound_path), Path(self.cache_path)
        self.receipt = replace(self.receipt, to=str(inbound / final))
        (self.staged / "receipt.json").write_text(self.receipt.to_json(), encoding="utf-8")
        # No `+` in it and a dot in front: no pattern of nbgrader's finds it.
        self.assignment_filename = hidden = f".handin-{os.urandom(8).hex()}"
        try:
            super().copy_files()
            os.rename(inbound / hidden, inbound / final)
            # Handed in. The cache is what the assignment list in JupyterLab shows, no more.
            with contextlib.suppress(OSError):
                os.rename(cache / hidden, cache / final.rsplit("+", 1)[0])
        finally:
            self.assignment_filename = final
            for left in (inbound / hidden, cache / hidden):
                shutil.rmtree(left, ignore_errors=True)
