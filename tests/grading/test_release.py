"""What students get: generated, always the same, without answers; and refused where an assignment is not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump
from course.engines.paths import PROJECT
from course.grading import release, standard, verify
from course.grading.assignment import Cell, assignments, parse, release_path, source_path
from course.grading.outcome import CellOutcome, Outcome
from tests.grading import small


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small.write_small(tmp_path)
    return tmp_path


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def text(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(one for one in notebook.cells if one.id == cell_id)


def test_the_small_assignment_is_fit(course: Path) -> None:
    assert release.problems(small.NAME, course) == []


def test_a_release_has_stubs_visible_tests_and_right_checksums_and_nothing_else(course: Path) -> None:
    (course / "solutions/small/data.txt").write_text("given")
    release.release([small.NAME], course, dynamic=False, say=lambda line: None)
    made = nbformat.read(release_path(small.NAME, course), as_version=4)
    assert [one.source for one in made.cells] == [one.source for one in small.released().cells]
    for one in made.cells:
        if "nbgrader" in one.metadata:
            assert one.metadata.nbgrader.checksum == compute_checksum(one)
    there = sorted(path.name for path in (course / "exercises").rglob("*") if path.is_file())
    assert there == ["data.txt", "small.ipynb"]
    assert dump(canonical(made)) == release_path(small.NAME, course).read_text()


def test_generating_again_gives_the_same_bytes_and_touches_nothing(course: Path) -> None:
    first = release.files(small.NAME, course)
    assert release.write(small.NAME, course) == ["small.ipynb written"]
    before = release_path(small.NAME, course).stat()
    assert release.files(small.NAME, course) == first
    assert release.write(small.NAME, course) == []
    assert release_path(small.NAME, course).stat().st_mtime_ns == before.st_mtime_ns


def test_what_is_no_longer_as_generated_is_named_and_mended(course: Path) -> None:
    assert release.stale(small.NAME, course) == [
        "exercises/small/small.ipynb is not what solutions/small gives: run `course release small`."
    ]
    release.write(small.NAME, course)
    assert release.stale(small.NAME, course) == []
    (course / "exercises/small/notes.txt").write_text("left over")
    (course / "exercises/small/.ipynb_checkpoints").mkdir()
    (course / "exercises/small/.ipynb_checkpoints/small.ipynb").write_text("{}")
    with pytest.raises(release.Refused, match=r"exercises/small/notes\.txt is not what"):
        release.release([small.NAME], course, check=True)
    assert release.write(small.NAME, course) == ["notes.txt removed"]
    assert (course / "exercises/small/.ipynb_checkpoints/small.ipynb").exists()


def test_nbgraders_own_command_leaves_the_same_files_out() -> None:
    config = (PROJECT / "nbgrader_config.py").read_text()
    assert str(release.IGNORED).replace("'", '"') in config
    for kind in (standard.WRONG, standard.RIGHT):
        assert kind in release.IGNORED


def points(notebook: NotebookNode) -> None:
    cell(notebook, "tally_counts").metadata.nbgrader.points = 4


def no_total(notebook: NotebookNode) -> None:
    text(notebook, "start").source = "# A small assignment"


def unreadable_id(notebook: NotebookNode) -> None:
    cell(notebook, "tally").metadata.nbgrader.grade_id = "cell-1f2a3b4c5d"


def repeated_id(notebook: NotebookNode) -> None:
    cell(notebook, "tally").metadata.nbgrader.grade_id = "clamp"


def no_heading_line(notebook: NotebookNode) -> None:
    where = text(notebook, "clamp-task")
    where.source = where.source.replace("*10 minutes · 4 points · warm-up", "*4 points")


def no_difficulty(notebook: NotebookNode) -> None:
    where = text(notebook, "tally-task")
    where.source = where.source.replace("medium", "fun")


def no_visible_test(notebook: NotebookNode) -> None:
    where = cell(notebook, "tally_counts")
    where.source = "# Words.\n" + where.source[where.source.index("### BEGIN HIDDEN") :]


def no_hidden_test(notebook: NotebookNode) -> None:
    where = cell(notebook, "tally_counts")
    where.source = where.source[: where.source.index("### BEGIN HIDDEN")]


def hidden_comments_alone(notebook: NotebookNode) -> None:
    where = cell(notebook, "tally_counts")
    start, end = where.source.index("### BEGIN HIDDEN"), where.source.index("### END HIDDEN")
    where.source = f"{where.source[:start]}### BEGIN HIDDEN TESTS\n# nothing\n{where.source[end:]}"


def ends_in_a_number(notebook: NotebookNode) -> None:
    where = cell(notebook, "tally_counts")
    where.source = where.source.replace("### BEGIN HIDDEN", "1 + 10\n### BEGIN HIDDEN")


def no_solution(notebook: NotebookNode) -> None:
    cell(notebook, "clamp").source = "def clamp(value, low, high):\n    return max(low, min(value, high))"


def open_solution(notebook: NotebookNode) -> None:
    where = cell(notebook, "clamp")
    where.source = where.source.replace("    ### END SOLUTION", "")


def solution_in_given(notebook: NotebookNode) -> None:
    cell(notebook, "small_given").source += "\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


def no_rubric(notebook: NotebookNode) -> None:
    cell(notebook, "small_essay").source = "Write here."


def worthless(notebook: NotebookNode) -> None:
    cell(notebook, "clamp_bounds").metadata.nbgrader.points = 0


def untested(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "tally_counts"))


def empty_task(notebook: NotebookNode) -> None:
    added = nbformat.v4.new_markdown_cell("## Rest\n*5 minutes · 0 points · hard*", id="rest")
    notebook.cells.append(added)


def same_anchor(notebook: NotebookNode) -> None:
    where = text(notebook, "tally-task")
    where.source = where.source.replace('id="tally"', 'id="clamp"')


def name_of_another_task(notebook: NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.id == "clamp").source += "\n\ntally = None"


def given_name_of_another_task(notebook: NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.id == "tally-counts").source += "\n\nEmptyRange = None"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (points, "promises 10 points, and its cells add up to 11"),
        (points, "the task «Count words» says 3 points, and its cells add up to 4"),
        (no_total, "lacks the line «**Total: 10 points**»"),
        (unreadable_id, "'cell-1f2a3b4c5d' is not readable"),
        (repeated_id, "each grade_id may occur once; repeated: clamp"),
        (no_heading_line, "«Keep a value between two bounds» does not say how much it is"),
        (no_difficulty, "«Count words» does not say how much it is"),
        (no_visible_test, "tally_counts shows students nothing"),
        (no_hidden_test, "tally_counts has no hidden test"),
        (hidden_comments_alone, "tally_counts has no hidden test"),
        (ends_in_a_number, "tally_counts ends in a value, which nbgrader takes for the points"),
        (no_solution, "clamp has no solution between"),
        (open_solution, "clamp has a BEGIN SOLUTION without its END"),
        (solution_in_given, "small_given has a region SOLUTION, which nbgrader refuses in a given cell"),
        (no_rubric, "small_essay has no rubric"),
        (worthless, "clamp_bounds is worth nothing"),
        (untested, "«Count words» has an answer that nothing tests"),
        (empty_task, "«Rest» has nothing to answer"),
        (name_of_another_task, "the name tally, answered in tally, belongs to more than one task: clamp, tally"),
        (given_name_of_another_task, "the name EmptyRange, given in small_given, belongs to more than one task"),
        (same_anchor, "the anchor clamp occurs more than once"),
    ],
)
def test_an_assignment_that_is_not_fit_is_refused_in_a_sentence(
    course: Path, spoil: Callable[[NotebookNode], None], said: str
) -> None:
    notebook = small.notebook()
    spoil(notebook)
    small.write_small(course, notebook)
    with pytest.raises(release.Refused) as refused:
        release.release([small.NAME], course, dynamic=False)
    assert said in str(refused.value)
    assert not release_path(small.NAME, course).exists()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("wrong/clamp/example-hard-coded.py", None, "wrong/clamp/ has 2 answers; 3 is the least"),
        ("right/tally/by-counter.py", None, "right/tally/ has 0 answers; 1 is the least"),
        ("wrong/clamp/silent.py", "def clamp(a, b, c): pass\n", "does not begin with «# loses:"),
        ("wrong/clamp/other.py", "# loses: clamp_gone\n", "names tests that do not exist: clamp_gone"),
        ("wrong/clamp/other.py", "# loses: clamp\n", "names tests that do not exist: clamp"),
        ("wrong/clamped/other.py", "# loses: clamp_inside\n", "for an answer cell that does not exist"),
        ("wrong/clamp/Other Name.py", "# loses: clamp_inside\n", "name the file after the mistake"),
        ("wrong/clamp/other.py", "# loses: clamp_inside\ndef\n", "is not Python"),
        ("right/clamp/other.py", "def clamp(a, b, c): pass\n", "does not begin with a comment"),
    ],
)
def test_answers_beside_a_solution_must_be_there_and_say_what_they_lose(
    course: Path, file: str, content: str | None, said: str
) -> None:
    path = course / "solutions/small" / file
    if content is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    assert any(said in problem for problem in release.problems(small.NAME, course))


def test_a_notebook_that_cannot_be_read_is_named(course: Path) -> None:
    source_path(small.NAME, course).write_text('{"cells": [')
    assert "solutions/small/small.ipynb cannot be read as a notebook" in release.problems(small.NAME, course)[0]
    assert "There is no assignment 'nowhere'" in release.problems("nowhere", course)[0]


def test_links_to_lessons_must_lead_somewhere(course: Path) -> None:
    (course / "notebooks").mkdir()
    assert any("which does not exist" in problem for problem in release.problems(small.NAME, course))
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell('<a id="clamp"></a><a id="tally"></a>')])
    nbformat.write(lesson, course / "notebooks/small.ipynb")
    found = release.problems(small.NAME, course)
    assert found == ["small: the task «Say what you would measure» links to #essay, which small.ipynb does not have."]


def test_a_complete_assignment_of_a_section_practises_every_item(tmp_path: Path) -> None:
    """One that still grows has fewer than 100 points."""

    def found(points: float) -> list[str]:
        notebook = small.notebook()
        cell = next(cell for cell in notebook.cells if cell.id == "tally-counts")
        cell.metadata.nbgrader.points = points - 7
        folder = tmp_path / "solutions/02-databases"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "02-databases.ipynb").write_text(dump(notebook))
        return [one for one in release.problems(folder.name, tmp_path) if "practises" in one]

    assert any("no task practises index-btree (B-tree indexes)" in one for one in found(100))
    assert found(10) == []


def test_an_assignment_that_tells_right_from_wrong_is_verified_once(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    tried: list[str] = []
    assert release.verify(small.NAME, course, 2, say=tried.append) == []
    assert len(tried) == 2 + len(small.WRONG) + len(small.RIGHT)
    assert release.verify(small.NAME, course, 2, say=tried.append) == []
    assert len(tried) == 2 + len(small.WRONG) + len(small.RIGHT), "what has not changed was run again"
    path = course / "solutions/small/wrong/tally/case-matters.py"
    path.write_text(path.read_text() + "\n# another line\n")
    release.verify(small.NAME, course, 2, say=tried.append)
    assert tried[-1] == "small: 1 of 1 answers tried: wrong/tally/case-matters.py"


def test_tests_that_do_not_tell_right_from_wrong_are_found(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    notebook = small.notebook()
    cell(
        notebook, "tally_counts"
    ).source = "# Nothing.\nassert True\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS"
    small.write_small(course, notebook)
    wrong = course / "solutions/small/wrong/clamp/no-error-for-empty-range.py"
    wrong.write_text(wrong.read_text().replace("# loses: clamp_bounds", "# loses: clamp_inside"))
    right = course / "solutions/small/right/clamp/by-sorting.py"
    right.write_text("# Off.\ndef clamp(value, low, high):\n    return low\n")
    with pytest.raises(release.Refused) as refused:
        release.release([small.NAME], course, workers=2, say=lambda line: None)
    said = str(refused.value)
    assert "the stub earns 3 of 3 points in tally_counts, and must earn nothing" in said
    assert "wrong/tally/case-matters.py earns 3 of 3 points in tally_counts, and should lose it" in said
    assert "wrong/clamp/no-error-for-empty-range.py earns 2 of 2 points in clamp_inside" in said
    assert "wrong/clamp/no-error-for-empty-range.py loses clamp_bounds, and should pass it." in said
    assert "right/clamp/by-sorting.py loses clamp_inside, and should pass it. It says: clamp(5, 0, 10)" in said
    assert not release_path(small.NAME, course).exists()


def test_a_task_runs_alone_with_what_all_tasks_share() -> None:
    assignment = parse(small.NAME, small.notebook())
    path = Path("by-counter.py")
    found = list(verify.cases(assignment, [standard.Variant(path, standard.RIGHT, "tally", "# x\n")]))
    assert [case.name for case in found] == ["the solution", "the stub", "right/tally/by-counter.py"]
    assert [one.id for one in found[2].assignment.cells] == ["tally", "tally_counts"]
    assert found[2].answers == {"tally": "# x\n"}


def test_of_a_task_only_the_tests_run_that_an_answer_can_reach() -> None:
    def cell(kind: str, name: str, source: str) -> Cell:
        return Cell(kind, name, source, 1.0 if kind == "test" else 0.0)

    cells = [
        cell("given", "given", "import math\ndef area(shape): return shape()"),
        cell("answer", "disc", "def disc(): return math.pi"),
        cell("answer", "ring", "def ring(): return disc() * 2"),
        cell("answer", "square", "def square(): return 1"),
        cell("test", "disc_area", "TOLERANCE = 1e-9\nassert area(disc)"),
        cell("test", "ring_area", "assert area(ring)"),
        cell("test", "square_area", "assert area(square) > TOLERANCE"),
    ]
    code = ["given", "disc", "ring", "square"]
    assert [one.id for one in verify.reached(cells, "disc")] == [*code, "disc_area", "ring_area", "square_area"]
    assert [one.id for one in verify.reached(cells, "ring")] == [*code, "ring_area"]
    assert [one.id for one in verify.reached(cells, "square")] == [*code, "disc_area", "square_area"]
    assert "disc_area" in [one.id for one in verify.reached(cells, "ring", frozenset({"disc_area"}))]


def test_a_wrong_answer_may_lose_what_depends_on_how_threads_run() -> None:
    variant = standard.Variant(Path("race.py"), standard.WRONG, "tally", "# loses: a\n# may lose: b, c\n# A race.\n")
    assert (variant.loses, variant.may_lose) == ({"a"}, {"b", "c"})
    assignment = parse(small.NAME, small.notebook())
    case = verify.Case("wrong/tally/race.py", assignment, {}, frozenset(), frozenset({"tally_counts"}))
    lost = [
        CellOutcome("test", one.id, "", [], one.points if one.id != "tally_counts" else 0.0, one.points)
        for one in assignment.cells
        if one.kind == "test"
    ]
    assert list(verify.judged(case, Outcome(lost))) == []


def test_a_run_that_broke_is_no_verdict() -> None:
    assignment = parse(small.NAME, small.notebook())
    case = verify.Case("the stub", assignment, {}, frozenset({"clamp_inside", "clamp_bounds", "tally_counts"}))
    assert list(verify.judged(case, Outcome([], broken="no engine"))) == ["the stub could not be run: no engine"]
    partly = [CellOutcome("test", "clamp_inside", "", [], 1.0, 2.0)]
    assert list(verify.judged(case, Outcome(partly))) == [
        "the stub earns 1 of 2 points in clamp_inside, and must earn nothing."
    ]


@pytest.mark.parametrize("name", assignments())
def test_every_assignment_is_fit_and_its_release_is_as_generated(name: str) -> None:
    assert release.problems(name) == []
    assert release.stale(name) == []


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", assignments())
def test_every_assignment_tells_right_from_wrong(name: str) -> None:
    assert release.verify(name) == []
