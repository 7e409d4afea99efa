"""Grading a class: the marks are those known beforehand, however it is run, and whatever interrupts it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from course.engines.paths import PROJECT
from course.grading import gradebook, records
from course.grading.grade import Busy, Settings, grade
from course.grading.limits import Limits
from tests.grading import classroom, small

RUN = """
import sys
from pathlib import Path
from course.grading.grade import Settings, grade
grade("small", settings=Settings(root=Path(sys.argv[1]), workers=2))
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small.write_small(tmp_path)
    return tmp_path


def points(root: Path, db_url: str = "") -> dict[str, dict[str, float]]:
    """Automatic points by student and cell; cells without any are left out."""
    settings = Settings(root=root, db_url=db_url)
    found: dict[str, dict[str, float]] = {}
    with gradebook.opened(settings.database, settings.course_id) as book:
        for student, cell, automatic, *_ in gradebook.marks(book, small.NAME):
            found.setdefault(student, {})
            if automatic is not None:
                found[student][cell] = automatic
    return found


def all_marks(root: Path) -> list[tuple[Any, ...]]:
    settings = Settings(root=root)
    with gradebook.opened(settings.database, settings.course_id) as book:
        return gradebook.marks(book, small.NAME)


def test_thirty_students_get_the_marks_known_beforehand(course: Path) -> None:
    expected = classroom.hand_in_all(course)
    found = grade(small.NAME, settings=Settings(root=course, workers=2))
    assert points(course) == expected
    assert not [outcome.broken for outcome in found.graded.values() if outcome.broken]


def test_every_lost_point_has_a_reason(course: Path) -> None:
    expected = classroom.hand_in_all(course)
    grade(small.NAME, settings=Settings(root=course, workers=2))
    settings = Settings(root=course)
    with gradebook.opened(settings.database, settings.course_id) as book:
        kept = records.everyone(book, small.NAME)
    for student, cells in expected.items():
        for cell, got in cells.items():
            assert (cell in kept[student].reasons) == (got < small.POINTS[cell]), (student, cell)


def test_one_worker_or_two_any_order_twice_alone_or_together(
    course: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    classroom.hand_in_all(course)
    grade(small.NAME, settings=Settings(root=course, workers=2))
    reference = all_marks(course)
    grade(small.NAME, settings=Settings(root=course, workers=1, again=True))
    assert all_marks(course) == reference
    other = tmp_path_factory.mktemp("other")
    small.write_small(other)
    classroom.hand_in_all(other)
    students = sorted({row[0] for row in reference})
    random.Random(7).shuffle(students)
    for some in (students[:1], students[1:11], students[11:]):
        grade(small.NAME, some, Settings(root=other, workers=2))
    assert all_marks(other) == reference


def test_what_is_graded_is_skipped_and_what_changed_is_graded_again(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    classroom.hand_in(course, "bob", small.text())
    settings = Settings(root=course, workers=2)
    assert sorted(grade(small.NAME, settings=settings).graded) == ["ada", "bob"]
    assert sorted(grade(small.NAME, settings=settings).skipped) == ["ada", "bob"]
    classroom.hand_in(course, "bob", small.text(tally="def tally(words):\n    return {}"))
    found = grade(small.NAME, settings=settings)
    assert (list(found.graded), found.skipped) == (["bob"], ["ada"])
    assert points(course)["bob"]["tally_counts"] == 0.0


def test_a_mark_of_a_person_stays_with_the_answer_that_it_was_given_for(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    settings = Settings(root=course, workers=1)
    grade(small.NAME, settings=settings)
    classroom.mark_by_hand(Settings(root=course), "ada", 2.5)
    grade(small.NAME, settings=Settings(root=course, workers=1, again=True))
    assert ("ada", classroom.ESSAY, None, 2.5, None, False, None) in all_marks(course)
    classroom.hand_in(course, "ada", small.text(essay="Another answer altogether."))
    grade(small.NAME, settings=settings)
    assert ("ada", classroom.ESSAY, None, None, None, True, None) in all_marks(course)


def test_marks_of_a_readable_submission_do_not_survive_an_unreadable_one(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    settings = Settings(root=course, workers=1)
    grade(small.NAME, settings=settings)
    classroom.hand_in(course, "ada", "{")
    grade(small.NAME, settings=settings)
    assert set(points(course)["ada"].values()) == {0.0}


def test_tests_that_changed_have_everything_graded_again(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    grade(small.NAME, settings=Settings(root=course, workers=1))
    book = small.notebook()
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "tally_counts":
            cell.source += "\nassert False, 'a stricter test'"
    small.write_small(course, book)
    assert list(grade(small.NAME, settings=Settings(root=course, workers=1)).graded) == ["ada"]
    assert points(course)["ada"]["tally_counts"] == 0.0


def test_an_assignment_that_fails_by_itself_gives_no_marks_and_says_so(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    book = small.notebook()
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "small_given":
            cell.source = "1 / 0"
    small.write_small(course, book)
    found = grade(small.NAME, settings=Settings(root=course, workers=1))
    assert "small_given" in str(found.graded["ada"].broken)
    assert all(automatic is None and to_mark for _, _, automatic, _, _, to_mark, _ in all_marks(course))
    small.write_small(course)
    assert list(grade(small.NAME, settings=Settings(root=course, workers=1)).graded) == ["ada"]
    assert points(course)["ada"]["tally_counts"] == 3.0


def test_killed_at_twenty_random_moments_the_rest_is_done_and_nothing_twice(
    course: Path, tmp_path_factory: Any
) -> None:
    classroom.hand_in_all(course)
    undisturbed = tmp_path_factory.mktemp("undisturbed")
    small.write_small(undisturbed)
    classroom.hand_in_all(undisturbed)
    began = time.monotonic()
    grade(small.NAME, settings=Settings(root=undisturbed, workers=2))
    whole = time.monotonic() - began
    moments = random.Random(20)
    kills = 0
    graded_before = 0
    while kills < 20:
        run = subprocess.Popen([sys.executable, "-c", RUN, str(course)], cwd=PROJECT, start_new_session=True)
        try:
            # Over the start of the program as well as its work; a run that finished early starts from nothing again.
            run.wait(timeout=moments.uniform(0.3, 0.9 + whole / 4))
            with contextlib.suppress(FileNotFoundError):
                (course / "gradebook.db").unlink()
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            kills += 1
            graded = count_records(course)
            assert graded >= graded_before or graded == 0
            graded_before = graded
    grade(small.NAME, settings=Settings(root=course, workers=2))
    assert all_marks(course) == all_marks(undisturbed)
    assert leftovers() == []


def test_two_graders_at_once_are_refused(course: Path) -> None:
    classroom.hand_in_all(course)
    first = subprocess.Popen([sys.executable, "-c", RUN, str(course)], cwd=PROJECT)
    try:
        deadline = time.monotonic() + 30
        while not (course / "gradebook.db").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        with pytest.raises(Busy, match="Another"):
            grade(small.NAME, settings=Settings(root=course))
    finally:
        assert first.wait(timeout=120) == 0


def test_the_gradebook_is_backed_up_before_every_run(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    grade(small.NAME, settings=Settings(root=course, workers=1))
    classroom.hand_in(course, "ada", small.text(tally="def tally(words):\n    return {}"))
    copy = grade(small.NAME, settings=Settings(root=course, workers=1)).backup
    assert copy is not None
    with contextlib.closing(sqlite3.connect(copy)) as backup:
        scores = backup.execute("SELECT auto_score FROM grade ORDER BY auto_score").fetchall()
    assert (3.0,) in scores


def test_the_limits_are_named_in_the_reason(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text(tally="def tally(words):\n    while True: pass"))
    found = grade(small.NAME, settings=Settings(root=course, limits=Limits(cell_seconds=1.0)))
    reasons = found.graded["ada"].by_id()
    assert "1 s" in str(reasons["tally_counts"].reason)
    assert reasons["clamp_bounds"].points == 2.0


def test_a_student_without_a_submission_and_a_folder_that_is_none(course: Path) -> None:
    classroom.hand_in(course, "ada", small.text())
    (course / "submitted" / "../submitted/=cmd|x").mkdir(parents=True)
    found = grade(small.NAME, ["ada", "eve"], Settings(root=course, workers=1))
    assert found.unknown == ["eve"]
    assert any("=cmd|x" in line for line in found.odd)


def count_records(root: Path) -> int:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        return int(database.execute("SELECT count(*) FROM course_record").fetchone()[0])
    return 0


def leftovers() -> list[str]:
    """Processes of submissions that outlived their grader."""
    import psutil

    time.sleep(0.5)
    found = []
    for process in psutil.process_iter(["cmdline", "ppid"]):
        line = " ".join(process.info["cmdline"] or [])
        if "course.grading.student_side" in line and process.info["ppid"] == 1:
            found.append(line)
    return found
