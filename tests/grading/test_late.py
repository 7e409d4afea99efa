"""Lateness: due times with their zone, grace, days, limits; and nbgrader's own penalties are the same."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, SubmittedAssignment
from traitlets.config import Config

from course.grading import gradebook, late
from course.grading.assignment import parse
from tests.grading import small

DAY = 86_400
POLICY = late.Policy(grace_minutes=15, percent_per_day=10, max_percent=50, cutoff_days=7)


def configured(root: Path, *lines: str) -> Path:
    (root / "nbgrader_config.py").write_text("c = get_config()\n" + "\n".join(lines) + "\n")
    return root


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [
        (-DAY, 0.0),
        (0, 0.0),
        (15 * 60, 0.0),
        (15 * 60 + 1, 0.8),
        (DAY, 0.8),
        (DAY + 1, 1.6),
        (4.5 * DAY, 4.0),
        (6.9 * DAY, 4.0),
        (7 * DAY, 4.0),
        (7 * DAY + 1, 8.0),
    ],
)
def test_what_lateness_costs_of_eight_points(seconds: float, lost: float) -> None:
    assert POLICY.cost(8.0, seconds) == pytest.approx(lost)


def test_nothing_is_lost_of_nothing_and_never_more_than_there_is() -> None:
    assert POLICY.cost(0.0, 3 * DAY) == 0.0
    assert late.Policy(percent_per_day=80, max_percent=300).cost(5.0, 3 * DAY) == 5.0
    assert late.Policy(percent_per_day=10).cost(10.0, 400 * DAY) == 10.0


def test_a_due_time_is_read_with_its_zone(tmp_path: Path) -> None:
    root = configured(
        tmp_path, 'c.LatePenalty.due = {"small": "2027-01-31 23:59 Europe/Berlin", "x": "2027-07-01 12:00 UTC"}'
    )
    assert late.due("small", root) == datetime.datetime(2027, 1, 31, 22, 59)
    assert late.due("x", root) == datetime.datetime(2027, 7, 1, 12, 0)
    assert late.due("other", root) is None
    assert late.due("small", tmp_path / "nowhere") is None


def test_without_a_due_time_or_a_time_of_handing_in_nothing_is_late(tmp_path: Path) -> None:
    root = configured(
        tmp_path, 'c.LatePenalty.due = {"small": "2027-01-31 12:00 UTC"}', "c.LatePenalty.percent_per_day = 10"
    )
    moment = datetime.datetime(2027, 2, 2, 12, 0)
    assert late.penalty("other", 10, moment, root) is None
    assert late.penalty("small", 10, None, root) is None
    assert late.penalty("small", 10, datetime.datetime(2027, 1, 31, 12, 0), root) is None
    assert late.penalty("small", 10, moment, root) == pytest.approx(2.0)
    assert late.penalty("small", 10, moment, root, datetime.timedelta(days=1)) == pytest.approx(1.0)
    assert late.penalty("small", 10, moment, root, datetime.timedelta(days=2)) is None


def test_an_assignment_can_have_numbers_of_its_own(tmp_path: Path) -> None:
    root = configured(
        tmp_path,
        'c.LatePenalty.due = {"small": "2027-01-31 12:00 UTC", "other": "2027-01-31 12:00 UTC"}',
        "c.LatePenalty.percent_per_day = 10",
        'c.LatePenalty.assignments = {"other": {"percent_per_day": 50}}',
    )
    moment = datetime.datetime(2027, 2, 1, 12, 0)
    assert [late.penalty(name, 10, moment, root) for name in ("small", "other")] == [1.0, 5.0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('c.LatePenalty.due = {"small": "2027-01-31 23:59"}', "write date, time and time zone"),
        ('c.LatePenalty.due = {"small": "31.1.2027 23:59 UTC"}', "write date, time and time zone"),
        ('c.LatePenalty.due = {"small": 5}', "write date, time and time zone"),
        ('c.LatePenalty.due = {"small": "2027-02-30 23:59 UTC"}', "is no time"),
        ('c.LatePenalty.due = {"small": "2027-01-31 23:59 Mars/Olympus"}', "'Mars/Olympus', which is not known"),
        ('c.LatePenalty.due = "2027-01-31"', "must be a dict by assignment, not str"),
        ("c.LatePenalty.percent_per_day = -1", "must be a number from 0 up"),
        ('c.LatePenalty.assignments = {"small": {"percent": 3}}', "has 'percent'; there is cutoff_days"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_in_a_sentence(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(late.Unclear, match="nbgrader_config.py") as unclear:
        late.due("small", configured(tmp_path, line))
    assert said in str(unclear.value)


def test_nbgraders_plugin_asks_the_same_policy() -> None:
    config = Config({"LatePenalty": {"percent_per_day": 10, "grace_minutes": 15, "cutoff_days": 7, "max_percent": 50}})
    plugin = late.LatePenalty(config=config)
    for seconds in (1, 16 * 60, DAY + 1, 6 * DAY, 8 * DAY):
        assert (plugin.late_submission_penalty("ada", 8.0, seconds) or 0.0) == POLICY.cost(8.0, seconds)


def test_the_courses_own_configuration_is_clear_and_known_to_nbgrader() -> None:
    rules = late.rules()
    assert rules.usual.percent_per_day > 0
    from nbgrader.preprocessors import AssignLatePenalties

    from course.practice.settings import nbgrader_config

    config = nbgrader_config()
    assert AssignLatePenalties(config=config).plugin_class is late.LatePenalty
    assert "course.grading.nbgrader_execute.JudgedExecute" in config.Autograde.autograde_preprocessors


def test_penalties_follow_manual_marks_and_extensions(tmp_path: Path) -> None:
    root = configured(
        tmp_path, 'c.LatePenalty.due = {"small": "2027-01-31 12:00 UTC"}', "c.LatePenalty.percent_per_day = 10"
    )
    with gradebook.opened(f"sqlite:///{tmp_path / 'gradebook.db'}", "course") as book:
        gradebook.enter(book, parse(small.NAME, small.notebook()), late.due("small", root))
        submission = submitted(book, "ada", datetime.datetime(2027, 2, 1, 11, 0), 4.0)
        assert penalty(book) is None
        late.refresh(book, "small", root)
        assert penalty(book) == pytest.approx(0.4)
        book.find_grade("small_essay", "small", "small", "ada").manual_score = 3.0
        book.db.commit()
        late.refresh(book, "small", root)
        assert penalty(book) == pytest.approx(0.7)
        submission = book.find_submission("small", "ada")
        submission.extension = datetime.timedelta(days=2)
        book.db.commit()
        late.refresh(book, "small", root)
        assert penalty(book) is None


def submitted(book: Gradebook, student: str, when: datetime.datetime, points: float) -> SubmittedAssignment:
    book.update_or_create_student(student)
    submission = book.update_or_create_submission("small", student, timestamp=when)
    book.find_grade("clamp_inside", "small", "small", student).auto_score = points
    book.db.commit()
    return submission


def penalty(book: Gradebook) -> float | None:
    return book.find_submission_notebook("small", "small", "ada").late_submission_penalty
