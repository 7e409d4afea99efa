"""Marks for other programs: complete or refused, in a fixed order, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.grading import export, gradebook
from course.grading.assignment import parse
from course.grading.grade import Settings
from course.grading.results import NoMarks
from tests.grading import small

FULL = {"clamp_inside": 2.0, "clamp_bounds": 2.0, "tally_counts": 3.0}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with five students: two complete, one to be marked, one who handed in nothing, one hostile."""
    root = tmp_path_factory.mktemp("course")
    small.write_small(root)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.LatePenalty.due = {"small": "2027-01-31 12:00 UTC"}\nc.LatePenalty.percent_per_day = 10\n'
    )
    with gradebook.opened(Settings(root=root).database, "backend-engineering") as book:
        gradebook.enter(book, parse(small.NAME, small.notebook()), None)
        mark(book, "zoe", FULL, essay=2.5, first_name="Zoë", last_name="Ødegård", email="zoe@example.org")
        mark(book, "ada", {**FULL, "clamp_bounds": 0.5}, essay=3.0, when="2027-02-01 11:00:00", lms_user_id="4711")
        mark(book, "=cmd|' /C calc'!A0", FULL, essay=0.0, first_name="@SUM(A1)", last_name="\t=1+1", email="-2+3")
        mark(book, "waits", FULL, essay=None)
        book.add_student("nothing", first_name="Points Possible", last_name='"quoted", twice')
    return root


def mark(
    book: Gradebook, student: str, points: dict[str, float], essay: float | None, when: str = "", **about: str
) -> None:
    book.update_or_create_student(student, **about)
    book.update_or_create_submission("small", student, timestamp=when or "2027-01-30 10:00:00")
    for cell, earned in points.items():
        grade = book.find_grade(cell, "small", "small", student)
        grade.auto_score, grade.needs_manual_grade = earned, False
    grade = book.find_grade("small_essay", "small", "small", student)
    grade.manual_score, grade.needs_manual_grade = essay, essay is None
    book.db.commit()


def rows(root: Path, form: str = "csv", **how: bool) -> list[list[str]]:
    text = export.export("small", root, form=form, partial=True, **how).text
    return list(csv.reader(io.StringIO(text)))


def by_student(root: Path, **how: bool) -> dict[str, dict[str, str]]:
    header, *found = rows(root, **how)
    return {row[0]: dict(zip(header, row, strict=True)) for row in found}


def test_a_row_has_the_points_of_each_task_what_lateness_cost_and_the_total(filled: Path) -> None:
    found = by_student(filled)
    assert list(found) == ["'=cmd|' /C calc'!A0", "ada", "nothing", "waits", "zoe"]
    zoe = found["zoe"]
    assert (zoe["first_name"], zoe["last_name"], zoe["email"]) == ("Zoë", "Ødegård", "zoe@example.org")
    tasks = ["clamp (of 4)", "tally (of 3)", "essay (of 3)"]
    assert [zoe[task] for task in tasks] == ["4", "3", "2.5"]
    assert (zoe["points"], zoe["late_penalty"], zoe["total"], zoe["out_of"]) == ("9.5", "0", "9.5", "10")
    assert zoe["submitted"] == "2027-01-30 10:00:00 UTC"
    ada = found["ada"]
    assert (ada["points"], ada["late_penalty"], ada["total"]) == ("8.5", "0.85", "7.65")


def test_who_handed_in_nothing_has_an_empty_mark_unless_zero_is_asked_for(filled: Path) -> None:
    assert (by_student(filled)["nothing"]["total"], by_student(filled)["nothing"]["note"]) == ("", "nothing handed in")
    assert by_student(filled, missing_as_zero=True)["nothing"]["total"] == "0"
    canvas = {row[3]: row[-1] for row in rows(filled, "canvas", missing_as_zero=True)}
    assert (canvas["nothing"], canvas["waits"]) == ("0", "")


def test_missing_manual_marks_are_refused_and_marked_clearly_when_asked_for(filled: Path) -> None:
    with pytest.raises(
        export.Incomplete, match=r"1 with written answers that nobody has marked yet \(waits\)(?s:.*)--partial"
    ):
        export.export("small", filled)
    found = by_student(filled)["waits"]
    assert (found["to_mark"], found["total"]) == ("small_essay", "7")
    assert export.export("small", filled, partial=True).notes


def test_no_name_or_id_is_a_formula(filled: Path) -> None:
    for form in export.FORMS:
        for row in rows(filled, form):
            for field in row:
                assert not field.lstrip().startswith(export.FORMULA), field
                assert not set("\t\r\n") & set(field)
    assert export.inert("＝cmd()") == "'＝cmd()"
    assert export.inert("Anne-Marie") == "Anne-Marie"


def test_canvas_gets_its_header_its_points_and_one_row_a_student(filled: Path) -> None:
    header, possible, *students = rows(filled, "canvas")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "small"]
    assert possible == ["    Points Possible", "", "", "", "", "10"]
    found = {row[3]: row for row in students}
    assert found["zoe"] == ["Ødegård, Zoë", "", "", "zoe", "", "9.5"]
    assert found["ada"] == ["ada", "4711", "", "ada", "", "7.65"]
    assert found["waits"][-1] == "", "a mark that is not final is none"
    # Canvas would read a row whose name holds these words as the one about the assignment.
    assert [row[0] for row in students if "Points Possible" in row[0]] == []


def test_moodle_gets_what_identifies_a_student_the_mark_and_its_parts(filled: Path) -> None:
    header, *students = rows(filled, "moodle")
    assert header == ["Username", "Last name", "First name", "Email address", "ID number", "small", "small feedback"]
    found = {row[0]: row[1:] for row in students}
    parts = "clamp: 4 of 4; tally: 3 of 3; essay: 2.5 of 3"
    assert found["zoe"] == ["Ødegård", "Zoë", "zoe@example.org", "", "9.5", parts]
    assert found["ada"][3:] == ["4711", "7.65", "clamp: 2.5 of 4; tally: 3 of 3; essay: 3 of 3; late: -0.85"]
    assert (found["nothing"][-2:], found["waits"][-2:]) == (["", ""], ["", ""])


def test_the_same_gradebook_gives_the_same_file_and_all_assignments_go_side_by_side(filled: Path) -> None:
    for form in export.FORMS:
        first = export.export(None, filled, form=form, partial=True).text
        assert first == export.export("small", filled, form=form, partial=True).text
        first.encode("utf-8")


def test_a_submission_that_was_not_graded_is_no_zero(filled: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    small.write_small(root)
    (root / "gradebook.db").write_bytes((filled / "gradebook.db").read_bytes())
    (root / "submitted/late_comer/small").mkdir(parents=True)
    (root / "submitted/late_comer/small/small.ipynb").write_text("{}")
    found = by_student(root)["late_comer"]
    assert (found["total"], found["note"]) == ("", "not graded yet: run `course grade small`")
    with pytest.raises(export.Incomplete, match="small, late_comer: not graded yet"):
        export.export("small", root)


def test_marks_of_another_version_of_the_assignment_are_not_exported(filled: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    notebook = small.notebook()
    notebook.cells = [cell for cell in notebook.cells if cell.id != "clamp-bounds"]
    small.write_small(root, notebook)
    (root / "gradebook.db").write_bytes((filled / "gradebook.db").read_bytes())
    assert by_student(root)["zoe"]["note"].startswith("graded with another version of the assignment")


def test_without_a_gradebook_or_marks_a_sentence_says_what_to_do(filled: Path, tmp_path: Path) -> None:
    small.write_small(tmp_path)
    with pytest.raises(NoMarks, match="There is no gradebook yet"):
        export.export("small", tmp_path)
    other = filled / "solutions/other"
    other.mkdir()
    (other / "other.ipynb").write_text((filled / "solutions/small/small.ipynb").read_text())
    with pytest.raises(NoMarks, match="other was not graded yet: run `course grade other`"):
        export.export("other", filled)
    assert export.export(None, filled, partial=True).text.startswith("student,"), "the others are exported"


def test_the_file_is_written_whole_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "marks.csv"
    export.save("a,ü\n", path)
    assert path.read_bytes() == "a,ü\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["marks.csv"]
