"""What students get holds all they need, and nothing that gives an answer away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from course.engines.paths import PROJECT
from course.grading import bundle, regions
from course.grading.assignment import parse
from course.grading.release import Refused
from tests.grading import small

FORBIDDEN = {"solutions", "tests", "submitted", "autograded", "feedback", "backups", "gradebook.db", ".git", ".venv"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of an instructor's, in the middle of the term."""
    root = tmp_path / "a course"
    for name in (
        "README.md",
        "Makefile",
        "pyproject.toml",
        "notebooks/02-databases.ipynb",
        "course/cli.py",
        "docs/a.png",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"\x89PNG\xff" if name.endswith("png") else (PROJECT / name).read_bytes())
    small.write_small(root)
    for name in (
        "tests/grading/test_x.py",
        "submitted/ada/small/small.ipynb",
        "autograded/ada/small/small.ipynb",
        "feedback/ada/small/small.html",
        "backups/gradebook-1.db",
        "gradebook.db",
        ".course/cache/x",
        ".venv/pyvenv.cfg",
        "course/__pycache__/cli.pyc",
        "notebooks/.ipynb_checkpoints/x.ipynb",
        "marks.csv",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("private")
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "be"\nc.CourseDirectory.db_url = "postgresql://ta:hunter2@db/marks"\n'
    )
    return root


def opened(archive: Path, into: Path) -> tuple[Path, set[str]]:
    with zipfile.ZipFile(archive) as file:
        assert file.testzip() is None
        names = set(file.namelist())
        file.extractall(into)
    folders = {name.split("/")[0] for name in names}
    assert len(folders) == 1
    return into / folders.pop(), {name.split("/", 1)[1] for name in names}


def all_text(folder: Path) -> str:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            found.append("\n".join(bundle._strings(json.loads(text))) if path.suffix == ".ipynb" else text)
    return "\n".join(found)


def test_only_what_is_for_students_is_in_it(course: Path, tmp_path: Path) -> None:
    path, count = bundle.bundle(tmp_path / "be.zip", course)
    folder, names = opened(path, tmp_path / "unpacked")
    assert folder.name == "be"
    assert names == {
        "README.md",
        "Makefile",
        "pyproject.toml",
        "notebooks/02-databases.ipynb",
        "course/cli.py",
        "docs/a.png",
        "exercises/small/small.ipynb",
        "nbgrader_config.py",
    }
    assert count == len(names)
    assert "hunter2" not in all_text(folder)
    assert "course_id = 'be'" in (folder / "nbgrader_config.py").read_text()


def test_no_line_of_a_solution_hidden_test_or_tried_answer_is_in_it(course: Path, tmp_path: Path) -> None:
    folder, _ = opened(bundle.bundle(tmp_path / "be.zip", course)[0], tmp_path / "unpacked")
    exercises = all_text(folder / "exercises")
    public = "\n".join(cell.source for cell in small.released().cells)
    secret = [
        line.strip()
        for cell in parse(small.NAME, small.notebook()).cells
        for region in regions.REGIONS
        for line in regions.split(cell.source, region)[1]
    ]
    secret += [line.strip() for text in (*small.WRONG.values(), *small.RIGHT.values()) for line in text.split("\n")]
    checked = {line for line in secret if len(line) > 8 and line not in public}
    assert len(checked) > 30
    assert [line for line in sorted(checked) if line in exercises] == []
    for word in ("BEGIN HIDDEN", "BEGIN SOLUTION", "# loses:", "_random = random.Random(20)"):
        assert word not in exercises


def test_the_same_course_gives_the_same_bytes(course: Path, tmp_path: Path) -> None:
    first = bundle.bundle(tmp_path / "1.zip", course)[0].read_bytes()
    for path in course.rglob("*.md"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert bundle.bundle(tmp_path / "2.zip", course)[0].read_bytes() == first


def test_answers_tried_out_in_exercises_do_not_slip_in(course: Path, tmp_path: Path) -> None:
    tried = course / "exercises/small/small.ipynb"
    tried.parent.mkdir(parents=True)
    nbformat.write(small.submitted(), tried)
    (tried.parent / "notes.txt").write_text(small.CLAMP)
    _, names = opened(bundle.bundle(tmp_path / "be.zip", course)[0], tmp_path / "unpacked")
    assert {name for name in names if name.startswith("exercises/")} == {"exercises/small/small.ipynb"}
    content = bundle.contents(course)["exercises/small/small.ipynb"]
    assert [cell.source for cell in nbformat.reads(content, 4).cells] == [one.source for one in small.released().cells]


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("course/answers.py", "\n".join(regions.split(small.TALLY, "SOLUTION")[1])),
        ("docs/hints.md", "Look:\n\n" + "\n".join(regions.split(small.CLAMP_INSIDE, "HIDDEN TESTS")[1])),
        ("docs/model.txt", small.RIGHT["tally/by-counter.py"]),
        ("docs/bad.txt", small.WRONG["clamp/no-error-for-empty-range.py"].replace("    ", "\t")),
    ],
)
def test_a_course_that_gives_answers_away_elsewhere_is_refused(
    course: Path, tmp_path: Path, file: str, what: str
) -> None:
    (course / file).write_text(what)
    with pytest.raises(Refused, match=f"No archive was written(?s:.*){file} shows a piece of"):
        bundle.bundle(tmp_path / "be.zip", course)
    assert not (tmp_path / "be.zip").exists()


def test_an_output_of_a_lesson_that_shows_a_hidden_test_is_found(course: Path, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text=small.CLAMP_INSIDE)])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), course / "notebooks/03-leak.ipynb")
    with pytest.raises(Refused, match="03-leak.ipynb shows a piece of the hidden tests of clamp_inside"):
        bundle.bundle(tmp_path / "be.zip", course)


def test_links_are_refused(course: Path, tmp_path: Path) -> None:
    (course / "docs/link").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match="docs/link is a link"):
        bundle.bundle(tmp_path / "be.zip", course)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_where_there_is_git_only_what_it_tracks_is_in_it(course: Path, tmp_path: Path) -> None:
    for line in ("init -q", "add README.md course/cli.py notebooks tests solutions"):
        subprocess.run(["git", "-C", str(course), *line.split()], check=True)
    _, names = opened(bundle.bundle(tmp_path / "be.zip", course)[0], tmp_path / "unpacked")
    assert {"README.md", "course/cli.py", "notebooks/02-databases.ipynb"} <= names
    assert "Makefile" not in names
    assert bundle.unknown(course) == ["docs/a.png"]
    assert not {name for name in names if name.startswith(("tests", "solutions"))}


def test_the_courses_own_archive_works_without_the_project(tmp_path: Path) -> None:
    copy = tmp_path / "project"  # the project with one more assignment, so that there is something to find
    for name in [*bundle._listed(PROJECT), *bundle.unknown(PROJECT)]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, copy / name)
    small.write_small(copy)
    folder, names = opened(bundle.bundle(tmp_path / "be.zip", copy)[0], tmp_path / "unpacked")
    assert {"course/cli.py", "requirements.lock", "environment.yml", "LICENSE", "LICENSE-TEXT"} <= names
    assert not {name.split("/")[0] for name in names} & FORBIDDEN
    environment = {**os.environ, "PYTHONPATH": str(folder), "COURSE_STATE": str(tmp_path / "state")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    assert "restore" in run("course.cli", "--help").stdout
    checked = run("course.cli", "check", "small")
    assert checked.returncode == 1, "nothing is answered yet"
    assert "Traceback" not in checked.stdout + checked.stderr
    assert "A small assignment" in checked.stdout or "small" in checked.stdout
    refused = run("course.cli", "release")
    assert (refused.returncode, refused.stderr.strip()) == (
        1,
        "There is nothing to release: solutions/ has no assignment here.",
    )


def test_the_courses_own_archive_gives_nothing_away() -> None:
    content = bundle.contents()
    assert bundle.leaks(content) == []
    assert not {name.split("/")[0] for name in content} & FORBIDDEN
