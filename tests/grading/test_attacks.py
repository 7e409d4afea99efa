"""Every hostile submission of `attacks.py`, graded in one class together with honest ones, as root and as anybody.

What must hold for each: no point in the cell that it attacks, a reason in plain words, nothing read that is secret,
nothing written or left running outside of its sandbox, and everybody else's marks as if it were not there.
"""

from __future__ import annotations

import contextlib
import html.parser
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from course.engines.paths import PROJECT
from course.grading import feedback, gradebook, records
from course.grading.grade import Settings
from tests.engines.kernels import NORMAL_USER
from tests.grading import attacks, classroom, small

ATTACKED = ("clamp_inside", "clamp_bounds")
HONEST = [f"victim{number}" for number in range(6)]
MEMORY = 401 << 20  # bytes; in the command lines of these sandboxes, and of no others
GRADE = f"""
import sys
from pathlib import Path
from course.grading.grade import Settings, grade
from course.grading.limits import Limits
limits = Limits(cell_seconds=2, total_seconds=9, memory={MEMORY}, disk=24 << 20, processes=40)
grade("small", settings=Settings(root=Path(sys.argv[1]), workers=2, limits=limits))
"""


@dataclass(frozen=True)
class Class:
    """A graded class: what everybody got, what is stored of them, and whom they called."""

    root: Path
    points: dict[str, dict[str, float]]
    kept: dict[str, records.Record]
    called: list[Any]
    left: list[str]


@pytest.fixture(scope="module", params=["root", "normal user"] if os.getuid() == 0 else ["normal user"])
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    root = tmp_path_factory.mktemp("attacked")
    small.write_small(root)
    (root / "secret.txt").write_text(attacks.SECRET)
    (root / "solutions/small/secret.txt").write_text(attacks.SECRET)
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0.1)
        for student in HONEST:
            classroom.hand_in(root, student, small.text())
        for name, code in attacks.CODE.items():
            for word, value in (("ROOT", root), ("PORT", outside.getsockname()[1]), ("MARK", attacks.MARK)):
                code = code.replace(f"{{{word}}}", str(value))
            classroom.hand_in(root, name, small.text(clamp=code))
        for name, data in attacks.NOTEBOOKS.items():
            classroom.hand_in(root, name, data)
        before = {one.pid for one in psutil.process_iter()}
        prefix = NORMAL_USER if request.param == "normal user" else []
        done = subprocess.run(
            [*prefix, sys.executable, "-c", GRADE, str(root)],
            cwd=PROJECT,
            env={**os.environ, "COURSE_CANARY": attacks.SECRET},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        called: list[Any] = []
        with contextlib.suppress(TimeoutError):
            called.append(outside.accept())
    time.sleep(0.3)
    left = [
        " ".join(one.info["cmdline"] or [one.info["name"]])
        for one in psutil.process_iter(["cmdline", "name"])
        if one.pid not in before and any(str(MEMORY) in part for part in one.info["cmdline"] or [])
    ]
    settings = Settings(root=root)
    points: dict[str, dict[str, float]] = {}
    with gradebook.opened(settings.database, settings.course_id) as book:
        for student, cell, automatic, *_ in gradebook.marks(book, small.NAME):
            points.setdefault(student, {})[cell] = automatic
        kept = records.everyone(book, small.NAME)
    feedback.feedback(small.NAME, None, root)
    yield Class(root, points, kept, called, left)


@pytest.mark.timeout(500)
@pytest.mark.parametrize("name", [*attacks.CODE, *attacks.NOTEBOOKS])
def test_an_attack_earns_nothing_and_the_reason_is_recorded(graded: Class, name: str) -> None:
    assert {cell: graded.points[name][cell] for cell in ATTACKED} == dict.fromkeys(ATTACKED, 0.0)
    record = graded.kept[name]
    assert not record.broken
    for cell in ATTACKED:
        reason = record.reasons.get(cell) or record.problem or ""
        assert len(reason) > 8 and "Traceback" not in reason, (cell, reason)


@pytest.mark.parametrize(
    "name",
    [
        "tests_unlocked",
        "tests_gone",
        "own_test_cell",
        "cells_twice",
        "foreign_kernel",
        "tags_skip_tests",
        "given_cell_changed",
        "html_in_the_essay",
        "patches_equal",
    ],
)
def test_what_the_attack_left_alone_is_marked_as_it_is(graded: Class, name: str) -> None:
    assert graded.points[name]["tally_counts"] == 3.0


@pytest.mark.parametrize("student", HONEST)
def test_the_others_get_their_marks(graded: Class, student: str) -> None:
    assert {cell: graded.points[student][cell] for cell in (*ATTACKED, "tally_counts")} == {
        "clamp_inside": 2.0,
        "clamp_bounds": 2.0,
        "tally_counts": 3.0,
    }
    assert graded.kept[student].reasons == {}


def test_nothing_secret_was_read(graded: Class) -> None:
    """Neither in what is kept of a submission nor in what its author gets to see."""
    looked = 0
    for folder in ("autograded", "feedback"):
        for path in (graded.root / folder).rglob("*"):
            if path.is_file():
                looked += 1
                assert attacks.SECRET not in path.read_text(errors="replace"), path
    assert looked > len(attacks.CODE)
    for record in graded.kept.values():
        assert attacks.SECRET not in repr(record)


def test_nothing_was_written_outside_and_nobody_was_called(graded: Class) -> None:
    for folder in (
        graded.root,
        graded.root / "submitted/victim0/small",
        Path("/tmp"),
        Path("/dev/shm"),
        Path("/var/tmp"),
        Path.home(),
        PROJECT,
    ):
        assert not (folder / attacks.MARK).exists(), folder
    library = (PROJECT / "course/practice/expect.py").read_text()
    assert attacks.MARK not in library
    assert graded.called == []


def test_nothing_is_left_running(graded: Class) -> None:
    assert graded.left == []


@pytest.mark.parametrize("name", [*attacks.FEEDBACK, "html_in_the_essay"])
def test_feedback_is_inert(graded: Class, name: str) -> None:
    pages = list((graded.root / "feedback" / name).rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text()
        assert "\x1b" not in text
        found = Tags()
        found.feed(text)
        for tag, attributes in found.tags:
            assert tag not in ("script", "iframe", "object", "embed", "svg", "link", "base", "form"), tag
            for key, value in attributes:
                assert not key.startswith("on") and key != "srcdoc", (tag, key)
                assert key not in ("href", "src") or (value or "").startswith("#"), (tag, key, value)
        assert attacks.MARK not in found.style and "@import" not in found.style


class Tags(html.parser.HTMLParser):
    """What a browser would make elements of, and the text of style sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.style = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "style":
            self.style += data
