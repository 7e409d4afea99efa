"""`course build` stores what an honest run gives, and refuses everything else."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from course.authoring import build, form, recorded
from course.authoring.canonical import canonical
from course.authoring.notebooks import code_cells, dump, read
from course.files import replace
from course.needs import key
from tests.authoring.conftest import Make, code, prose, shown

FIGURE = """\
from course import show
from course.measure import claim
show.bars({"a": 1, "b": 2}, title="a is half of b", unit="rows")
claim("a is half of b", 1 * 2 == 2)"""
CLAIM = "from course.measure import claim\nclaim('one is one', 1 == 1)"


def test_a_built_notebook_is_in_form_and_is_not_built_again(make: Make) -> None:
    path = make(prose("# A lesson"), code("import course", number=None), code(FIGURE, number=None))
    seen: list[str] = []
    assert build.build(path, watch=seen.append)
    assert form.problems(path) == []
    assert seen == ["lesson 1/2 a-lesson-2", "lesson 2/2 a-lesson-3"]
    assert not build.build(path)
    first = path.read_bytes()
    assert build.build(path, force=True)
    assert path.read_bytes() == first


def test_a_changed_cell_is_executed(make: Make) -> None:
    path = make(code("1 + 1", number=None))
    build.build(path)
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    assert build.build(path)
    assert code_cells(read(path))[0].outputs[0].data["text/plain"] == "3"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("from course.measure import claim\nclaim('one is two', 1 == 2)", "a claim does not hold: one is two"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nprint('old', file=sys.stderr)", "writes to stderr: old"),
    ],
)
def test_what_must_not_be_stored_is_refused_and_the_file_stays(make: Make, source: str, complaint: str) -> None:
    path = make(prose("# A lesson"), code("'fine'", number=None), code(source, number=None))
    before = path.read_bytes()
    with pytest.raises(build.Refused, match=complaint) as refused:
        build.build(path)
    assert "lesson.ipynb, cell a-lesson-3" in str(refused.value)
    assert path.read_bytes() == before


def test_a_missing_engine_is_refused(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "mariadb")
    path = make(code("%%needs mariadb\n1", number=None))
    with pytest.raises(build.Refused, match="needs mariadb"):
        build.build(path)


def pictures(path: Path) -> dict[str, str]:
    """The picture of each cell that has one."""
    found = {}
    for cell in code_cells(read(path)):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                found[cell.id] = output.data["image/png"]
    return found


def edit(path: Path, place: int, old: str, new: str) -> None:
    notebook = read(path)
    cell = notebook.cells[place]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    path.write_text(dump(notebook))


def test_a_figure_is_drawn_again_when_its_code_or_code_before_it_changed(make: Make) -> None:
    """Random pictures, as measured ones are: an equal one was kept."""
    draw = (
        "import random\nfrom course import show\n"
        "def draw(unit):\n    show.bars({'a': random.random()}, title='Bars', unit=unit, alt='the same')\n    # one"
    )
    other_text = "show.bars({'a': 1}, title='Bars', unit=str(random.random()))"
    sources = (draw, "draw('x')", "draw('y')", other_text)
    path = make(prose("# A"), *(code(source, number=None) for source in sources))
    build.build(path)
    first = pictures(path)
    one, two, three = first
    edit(path, 0, "# A", "# A\nMore is said.")
    assert build.build(path)
    again = pictures(path)
    assert (again[one], again[two]) == (first[one], first[two])
    assert again[three] != first[three]  # its text changed
    edit(path, 3, "'y'", "'z'")
    assert build.build(path)
    second = pictures(path)
    assert second[one] == first[one]
    assert second[two] != first[two]
    edit(path, 1, "# one", "# two")
    assert build.build(path)
    third = pictures(path)
    assert third[one] != second[one]
    assert third[two] != second[two]
    assert build.build(path, figures=True)
    assert pictures(path)[one] != third[one]


def test_the_library_and_the_cells_make_the_fingerprint(make: Make, tmp_path: Path) -> None:
    library = tmp_path / "course" / "show" / "bars.py"
    library.parent.mkdir(parents=True)
    library.write_text("one")
    notebook = canonical(read(make(code("1"))))
    first = build.fingerprint(notebook, tmp_path)
    notebook.cells[0].outputs = [shown("outputs do not count")]
    assert build.fingerprint(notebook, tmp_path) == first
    library.write_text("two")
    assert build.fingerprint(notebook, tmp_path) != first
    notebook.cells[0].source = "2"
    library.write_text("one")
    assert build.fingerprint(notebook, tmp_path) != first


def test_recordings_keep_their_date_while_they_say_the_same(make: Make) -> None:
    cell = code(
        "%%needs mariadb\nmeasure()",
        shown("✓ it holds"),
        shown("bars", image_png="b2xk", metadata={"image/png": {"alt": "Bars"}}),
    )
    path = make(cell, code("1"))
    notebook = read(path)

    def on(day: int, version: str = "10.11") -> dict[str, object]:
        recorded.record(notebook, path, lambda engine: (engine.title(), version), datetime.date(2026, 1, day))
        return dict(recorded.read(recorded.path_for(path))[key(cell.source)])

    assert on(1) == {
        "cell": notebook.cells[0].id,
        "engine": "Mariadb",
        "version": "10.11",
        "date": "2026-01-01",
        "outputs": [{"text/plain": "✓ it holds"}, {"text/plain": "bars", "image/png": "b2xk", "alt": "Bars"}],
    }
    assert on(2)["date"] == "2026-01-01"
    assert on(3, version="11.4")["date"] == "2026-01-03"


def test_without_such_cells_there_is_no_file_of_recordings(make: Make) -> None:
    path = make(code("1"))
    file = recorded.path_for(path)
    file.parent.mkdir()
    file.write_text(json.dumps({"cells": {"gone": {}}}))
    recorded.record(read(path), path, lambda engine: (engine, "1"))
    assert not file.exists()


def test_an_interrupted_write_leaves_the_old_file(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(code("1"))
    before = path.read_text()

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        replace(path, dump(read(path)).replace("1", "2").encode())
    assert path.read_text() == before
