"""Handing in: the bytes and their receipt, broken notebooks, names, nbgrader's exchange, and being killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeList
from nbgrader.utils import parse_utc
from traitlets.config import Config

from course.grading.collect import from_exchange, from_files
from course.practice import original, verbs, work
from course.practice.submit import Submitted, say, student_name, submit
from tests.practice import small


@pytest.fixture
def inbound(root: Path) -> Path:
    """nbgrader's exchange, configured for this project."""
    exchange = root / "exchange"
    folder = exchange / "backend" / "inbound"
    folder.mkdir(parents=True)
    exchange.chmod(0o777)
    folder.chmod(0o733)
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'backend'\nc.Exchange.root = {str(exchange)!r}\n"
    )
    return folder


def members(done: Submitted) -> dict[str, bytes]:
    assert done.upload
    with zipfile.ZipFile(done.upload) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_the_very_bytes_a_time_and_the_receipt(root: Path, path: Path) -> None:
    small.edit(path, small.answer(**small.RIGHT))
    done = submit(path, student="ada", root=root)
    held = members(done)
    assert set(held) == {"small/small.ipynb", "timestamp.txt", "receipt.json"}
    assert held["small/small.ipynb"] == path.read_bytes()
    receipt = json.loads(held["receipt.json"])
    assert receipt["sha256"] == hashlib.sha256(held["small/small.ipynb"]).hexdigest() == done.receipt.sha256
    assert (receipt["assignment"], receipt["student"], receipt["warnings"]) == ("small", "ada", [])
    assert json.loads(done.kept.read_text()) == receipt
    assert done.kept.parent == done.upload.parent == root / "handin"
    moment = datetime.fromisoformat(receipt["submitted"])
    assert parse_utc(held["timestamp.txt"].decode()) == moment.replace(tzinfo=None)
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_the_receipt_is_printed_with_what_is_left_to_do(root: Path, path: Path) -> None:
    done = submit(path, student="ada", root=root)
    said = say(done)
    assert done.receipt.sha256 in said
    assert "Handed in: small, by ada, at 20" in said and " UTC" in said
    assert f"upload {work.here(done.upload)} to your university's system" in said
    assert "! Not answered yet: Words; Letters; Why." in said


def test_collect_takes_the_file(root: Path, path: Path) -> None:
    done = submit(path, student="ada.l@example.org", root=root)
    assert done.upload
    [found] = from_files("small", [done.upload])
    assert not isinstance(found, str)
    assert (found.student, found.data) == ("ada.l@example.org", path.read_bytes())
    assert found.submitted == datetime.fromisoformat(done.receipt.submitted).replace(tzinfo=None)


def test_submitting_twice_keeps_both(root: Path, path: Path) -> None:
    first = submit(path, student="ada", root=root)
    small.edit(path, small.answer(**small.RIGHT))
    second = submit(path, student="ada", root=root)
    assert first.upload != second.upload and first.kept != second.kept
    assert members(first)["small/small.ipynb"] != members(second)["small/small.ipynb"]


def test_a_folder_can_be_named(root: Path, path: Path, inbound: Path) -> None:
    done = submit(path, student="ada", to=root / "stick", root=root)
    assert done.upload and done.upload.parent == root / "stick" == done.kept.parent
    assert list(inbound.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(root: Path, path: Path) -> None:
    with pytest.raises(work.NoWork, match="Nothing was handed in: .* cannot be written .*--to"):
        submit(path, student="ada", to=path / "x", root=root)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "As it is, it cannot be graded."),
        (b'{"cells": [', "its JSON breaks off"),
        (b'{"cells": []}', "None of the assignment's cells is in it"),
    ],
)
def test_a_broken_notebook_is_taken_with_a_warning(root: Path, path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    done = submit(path, student="ada", root=root)
    assert any(says in warning for warning in done.receipt.warnings)
    assert members(done)["small/small.ipynb"] == content
    assert done.receipt.sha256 == hashlib.sha256(content).hexdigest()


def test_missing_and_changed_cells_and_half_answered_tasks_are_named(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(
        path,
        small.answer(words_split=small.RIGHT["words_split"], words_letters="pass"),
        lambda made: made.cells.remove(small.find(made, "words_line")),
    )
    assert submit(path, student="ada", root=root).receipt.warnings == [
        "The test words_letters was changed (cell 8).",
        "The test words_line was deleted; it stood in cell 5.",
        "Not answered yet: Letters; Why.",
    ]


def test_a_very_large_notebook_is_taken_with_a_warning(root: Path, path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" " * (21 << 20))
    done = submit(path, student="ada", root=root)
    assert "grading reads no more than 21 MB: clear the outputs" in done.receipt.warnings[0]
    assert done.receipt.bytes == path.stat().st_size


def test_what_is_not_there_cannot_be_handed_in(root: Path, path: Path) -> None:
    path.unlink()
    with pytest.raises(work.NoWork, match="There is no exercises/small/small.ipynb to hand in."):
        submit(path, student="ada", root=root)
    with pytest.raises(work.NoWork, match="There is no exercises/small/small.ipynb to hand in."):
        verbs.submit("small", student="ada", to=None, root=root)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("ada", "ada"),
        ("Jürgen Müller", "Jurgen_Muller"),
        ("../../etc/passwd", "etc_passwd"),
        ("a+b*c", "a_b_c"),
        ("ada.l@example.org", "ada.l@example.org"),
        ("--help", "help"),
        ("x" * 200, "x" * 64),
    ],
)
def test_a_name_is_made_safe(asked: str, name: str) -> None:
    assert student_name(asked) == name


def test_a_name_comes_from_jupyterhub_or_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "hub-ada")
    assert student_name() == "hub-ada"
    monkeypatch.delenv("JUPYTERHUB_USER")
    monkeypatch.setenv("LOGNAME", "login-ada")
    assert student_name() == "login-ada"


def test_a_name_of_nothing_is_refused(root: Path, path: Path) -> None:
    with pytest.raises(work.NoWork, match="--as"):
        submit(path, student="***", root=root)


def test_a_changed_name_is_said(root: Path, path: Path) -> None:
    assert "Your name goes with the work as a_b" in say(submit(path, student="a/b", root=root))


def test_the_exchange_takes_it_as_nbgrader_and_the_course_collect_it(root: Path, path: Path, inbound: Path) -> None:
    done = submit(path, student="ada", root=root)
    assert done.upload is None
    [folder] = list(inbound.iterdir())
    assert folder.name.startswith("ada+small+") and done.receipt.to == str(folder)
    assert {one.name for one in folder.iterdir()} >= {"small.ipynb", "timestamp.txt", "receipt.json"}
    assert hashlib.sha256((folder / "small.ipynb").read_bytes()).hexdigest() == done.receipt.sha256
    assert json.loads((folder / "receipt.json").read_text()) == json.loads(done.kept.read_text())
    [found] = from_exchange("small", inbound)
    assert not isinstance(found, str) and (found.student, found.data) == ("ada", path.read_bytes())
    nbgrader_collects(root)
    assert (root / "submitted" / "ada" / "small" / "small.ipynb").read_bytes() == path.read_bytes()


def test_submitting_twice_keeps_both_in_the_exchange_and_the_newest_is_collected(
    root: Path, path: Path, inbound: Path
) -> None:
    submit(path, student="ada", root=root)
    small.edit(path, small.answer(**small.RIGHT))
    submit(path, student="ada", root=root)
    assert len(list(inbound.iterdir())) == 2
    nbgrader_collects(root)
    assert (root / "submitted" / "ada" / "small" / "small.ipynb").read_bytes() == path.read_bytes()


def test_the_assignment_list_in_jupyterlab_shows_it(root: Path, path: Path, inbound: Path) -> None:
    submit(path, student="ada", root=root)
    coursedir = CourseDirectory(root=str(root), course_id="backend", student_id="ada", assignment_id="small")
    config = exchange_config(root)
    lister = ExchangeList(coursedir=coursedir, authenticator=Authenticator(), config=config, cached=True)
    [listed] = lister.start()
    assert (listed["assignment_id"], listed["student_id"], listed["status"]) == ("small", "ada", "submitted")


def test_an_exchange_that_cannot_be_used_gives_a_file_and_says_why(root: Path, path: Path, inbound: Path) -> None:
    inbound.rmdir()
    done = submit(path, student="ada", root=root)
    assert done.upload and done.upload.exists()
    assert f"nbgrader's exchange is configured, but {inbound} is not there" in say(done)


KILLED = """
import os, signal, sys
from pathlib import Path
import {module} as module
def die(*arguments, **more):
    os.kill(os.getpid(), signal.SIGKILL)
{patch} = die
from course.practice.submit import submit
submit(Path("exercises/small/small.ipynb").absolute(), student="ada", root=Path.cwd())
"""


@pytest.mark.parametrize(
    ("module", "patch"),
    [("course.practice.exchange", "module.os.rename"), ("nbgrader.exchange.default.submit", "module.os.chmod")],
)
def test_killed_in_the_middle_it_leaves_nothing_that_is_collected(
    root: Path, path: Path, inbound: Path, module: str, patch: str
) -> None:
    killed(root, module, patch)
    assert [one.name[:9] for one in inbound.iterdir()] == [".handin-" + next(inbound.iterdir()).name[8]]
    assert list(from_exchange("small", inbound)) == []
    nbgrader_collects(root)
    assert not (root / "submitted").exists()
    assert submit(path, student="ada", root=root).receipt.to.startswith(str(inbound))


def test_killed_in_the_middle_of_a_file_it_leaves_no_zip(root: Path, path: Path) -> None:
    killed(root, "course.practice.zipped", "module.os.link")
    assert [one.suffix for one in (root / "handin").iterdir()] == [".part"]
    assert list(from_files("small", [root / "handin"])) == []


def killed(root: Path, module: str, patch: str) -> None:
    script = KILLED.format(module=module, patch=patch)
    done = subprocess.run([sys.executable, "-c", script], cwd=root, env={**os.environ}, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def exchange_config(root: Path) -> Config:
    config = Config()
    config.Exchange.root = str(root / "exchange")
    return config


def nbgrader_collects(root: Path) -> None:
    """What the instructor's `nbgrader collect small` does."""
    coursedir = CourseDirectory(root=str(root), course_id="backend", assignment_id="small")
    coursedir.db_url = f"sqlite:///{root}/gradebook.db"
    collector = ExchangeCollect(coursedir=coursedir, config=exchange_config(root))
    collector.check_owner = False
    collector.start()
