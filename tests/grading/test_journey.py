"""The whole way of an assignment, from its release to exported marks, for thirty students whose marks are known."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.grading import bundle, collect, export, feedback, gradebook, release
from course.grading.grade import Settings, grade
from course.practice.submit import submit
from tests.grading import classroom, small

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "be"\n'


def test_from_release_to_exported_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    teaching = tmp_path / "teaching"
    teaching.mkdir()
    (teaching / "nbgrader_config.py").write_text(CONFIG)
    small.write_small(teaching)

    release.release([small.NAME], teaching, workers=2, say=lambda line: None)
    archive, _ = bundle.bundle(tmp_path / "course.zip", teaching)
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path / "student")
    home = next((tmp_path / "student").iterdir())
    assert not (home / "solutions").exists()
    notebook = home / "exercises" / small.NAME / f"{small.NAME}.ipynb"
    assert "HIDDEN" not in notebook.read_text()

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    expected = {}
    for student, (work, points) in classroom.submissions().items():
        notebook.write_bytes(work.encode() if isinstance(work, str) else work)
        done = submit(notebook, student=student, to=inbox, root=home)
        assert done.upload is not None and done.upload.parent == inbox
        expected[done.receipt.student] = points
    assert len(expected) == 30

    taken = collect.collect(small.NAME, teaching, collect.from_files(small.NAME, [inbox]))
    assert (sorted(taken.taken), taken.refused) == (sorted(expected), [])
    settings = Settings(root=teaching, workers=2).configured()
    assert sorted(grade(small.NAME, settings=settings).graded) == sorted(expected)

    with pytest.raises(export.Incomplete):
        export.export(small.NAME, teaching, form="csv")
    with Gradebook(settings.database, settings.course_id) as book:
        waiting = {row[0] for row in gradebook.marks(book, small.NAME) if row[5]}
    assert waiting
    for student in waiting:
        classroom.mark_by_hand(settings, student, 2.0)

    given = feedback.feedback(small.NAME, None, teaching)
    assert len(given.written) == 30
    for page in given.written:
        assert "HIDDEN" not in page.read_text()

    rows = list(csv.DictReader(io.StringIO(export.export(small.NAME, teaching, form="csv").text)))
    totals = {row["student"]: float(row["total"]) for row in rows}
    assert totals == {who: sum(points.values()) + (2.0 if who in waiting else 0.0) for who, points in expected.items()}
    for form in ("canvas", "moodle"):
        assert len(export.export(small.NAME, teaching, form=form).text.splitlines()) > 30
