"""Progress: kept between runs, by roadmap item, through kills, damage and two checks at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.engines.paths import state_dir
from course.practice import original, progress
from course.practice.progress import Done
from tests.practice import small

ALL = {"joins": (["words_line", "words_empty"], ["words_line", "words_empty"])}
HALF = {"joins": (["words_line"], ["words_line", "words_empty"])}


def stored() -> Path:
    return state_dir() / "progress.json"


def test_what_passed_is_kept_and_the_first_time_that_all_did(root: Path, path: Path) -> None:
    assert progress.by_item(root) == (
        {"joins": Done(0, 2), "acid": Done(0, 1), "cap": Done(0, 1)},
        None,
    )
    assert progress.record("small", HALF) is None
    assert progress.by_item(root)[0]["joins"] == Done(1, 2)
    progress.record("small", ALL)
    first = progress.by_item(root)[0]["joins"]
    assert first.complete and first.completed
    progress.record("small", HALF)
    assert progress.by_item(root)[0]["joins"] == Done(1, 2, first.completed)


def test_a_deleted_test_completes_nothing(root: Path, path: Path) -> None:
    original.keep(root)
    small.edit(path, lambda made: made.cells.remove(small.find(made, "words_empty")))
    progress.record("small", HALF)
    assert progress.by_item(root)[0]["joins"] == Done(1, 2)


def test_an_item_that_several_assignments_practise_counts_all_their_tests(root: Path, path: Path) -> None:
    small.release(root, name="design")
    progress.record("small", ALL)
    assert progress.by_item(root)[0]["joins"] == Done(2, 4)
    progress.record("design", ALL)
    assert progress.by_item(root)[0]["joins"].complete


def test_what_was_done_stays_when_its_notebook_is_gone(root: Path, path: Path) -> None:
    progress.record("small", ALL)
    path.unlink()
    assert progress.by_item(root)[0]["joins"].complete


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"version": 1}',
        b'{"version": "x", "assignments": {}}',
        b'{"version": 1, "assignments": {"small": {"joins": {"passed": "no", "tests": [], "completed": null}}}}',
        b'{"version": 1, "assignments": {"small": {"joins": {"passed": [], "tests": [], "completed": "yes"}}}}',
        b'{"version": 1, "assignments": {"small": []}}',
    ],
)
def test_a_damaged_record_is_put_aside_with_a_sentence_and_a_new_one_begun(root: Path, content: bytes) -> None:
    stored().write_bytes(content)
    trouble = progress.record("small", ALL)
    assert trouble is not None and "was damaged and starts anew; the old file is kept as" in trouble
    assert [one.read_bytes() for one in state_dir().glob("progress-damaged-*.json")] == [content]
    assert progress.by_item(root) == ({"joins": Done(2, 2, progress.by_item(root)[0]["joins"].completed)}, None)


def test_a_record_of_a_newer_course_is_left_alone(root: Path) -> None:
    stored().write_text('{"version": 99, "assignments": 5}')
    assert "newer version of the course" in str(progress.record("small", ALL))
    assert stored().read_text() == '{"version": 99, "assignments": 5}'


def test_where_nothing_can_be_written_it_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_STATE", "/proc/nowhere")
    assert "Progress could not be kept" in str(progress.record("small", ALL))
    assert "Progress cannot be read" in progress.outline(root)


def test_a_killed_check_leaves_a_whole_record(root: Path) -> None:
    """Killed again and again in the middle of writing: what is there is always whole."""
    script = "from course.practice import progress\nprint(flush=True)\nn = 0\nwhile True:\n    n += 1\n"
    script += "    progress.record('small', {'joins': ([str(i) for i in range(3000)], [str(n)])})\n"
    for wait in (0.03, 0.05, 0.08):
        writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert writer.stdout and writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        kept = progress.load()
        assert kept.trouble is None
    assert len(kept.assignments["small"]["joins"]["passed"]) == 3000
    assert progress.record("small", ALL) is None


def write(name: str) -> None:
    for _ in range(20):
        progress.record(name, ALL)


def test_two_checks_at_once_lose_nothing(root: Path) -> None:
    started = [multiprocessing.get_context("fork").Process(target=write, args=(name,)) for name in ("one", "two")]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert set(progress.load().assignments) == {"one", "two"}


def test_the_outline_names_items_with_exercises(root: Path, path: Path) -> None:
    assert "Nothing passes yet." in progress.outline(root)
    progress.record("small", ALL | {"of-its-own": (["a"], ["a", "b"])})
    path.unlink()
    said = progress.outline(root)
    assert " 2  Databases: 1 of 1 tasks complete" in said
    assert "✓ joins                   2 of  2  Joins  first complete 20" in said
    assert "◐ of-its-own              1 of  2" in said


def test_without_exercises_it_says_so(root: Path) -> None:
    assert progress.outline(root) == "There is no exercise here yet, and none was checked."


def test_the_file_is_versioned_json(root: Path) -> None:
    progress.record("small", ALL)
    assert json.loads(stored().read_text())["version"] == 1
    assert not [name for name in os.listdir(state_dir()) if name.endswith(".new")]
