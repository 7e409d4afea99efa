"""A hand-in as one file, for a university's own system: NAME/NAME.ipynb, timestamp.txt and receipt.json in a zip."""

from __future__ import annotations

import os
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.practice.submit import Receipt

NBGRADERS_TIME = "%Y-%m-%d %H:%M:%S.%f %Z"


def write(folder: Path, receipt: Receipt, content: bytes) -> tuple[Receipt, Path]:
    """Write `STUDENT-NAME-TIME.zip` into `folder` in one step, never over another one.

    Returns the receipt with time and place, and the file. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        now = datetime.now(UTC)
        path = folder.absolute() / f"{receipt.student}-{receipt.assignment}-{stamp(now)}.zip"
        sent = replace(receipt, submitted=now.isoformat(), to=str(path))
        descriptor, unfinished = tempfile.mkstemp(prefix=".handin-", suffix=".part", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                _fill(file, sent, content, now)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(unfinished, 0o644)
            _name(unfinished, path)
            return sent, path
        except FileExistsError:
            continue
        finally:
            Path(unfinished).unlink(missing_ok=True)


def _name(unfinished: str, path: Path) -> None:
    """Give a whole file its name. Raises FileExistsError: unlike a rename, a link does not replace what is there."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        os.rename(unfinished, path)


def stamp(moment: datetime) -> str:
    """A UTC time in a file name: 20261126T061530.123456Z."""
    return f"{moment:%Y%m%dT%H%M%S.%fZ}"


def _fill(file: object, receipt: Receipt, content: bytes, now: datetime) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr(f"{receipt.assignment}/{receipt.assignment}.ipynb", content)
        archive.writestr("timestamp.txt", now.strftime(NBGRADERS_TIME))
        archive.writestr("receipt.json", receipt.to_json())
