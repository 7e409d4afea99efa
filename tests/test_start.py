"""What the start page shows: the same text on every machine, the machine's own story in the picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from course import start
from course.engines.catalogue import EngineInfo, Found
from course.measure import output
from course.practice import progress
from course.roadmap import sections
from tests.practice import small


def engine(name: str, tier: str, found: Found | None) -> EngineInfo:
    return EngineInfo(name, name.title(), tier, lambda: found, lambda: f"sudo apt-get install -y {name}")


HERE = Found("18.6", "embedded", Path("/bin/true"))


def shown(call, *args):
    with output.collect() as bundles:
        answer = call(*args)
    assert len(bundles) == 1
    return answer, bundles[0].data


@pytest.mark.parametrize(
    ("embedded", "system", "complete"), [(HERE, None, True), (None, HERE, False), (HERE, HERE, True)]
)
def test_machine_is_complete_when_what_comes_with_the_course_is_here(embedded, system, complete):
    board = [engine("postgres", "embedded", embedded), engine("mariadb", "system", system)]
    assert shown(start.machine, board)[0] is complete


def test_the_boards_text_is_the_same_on_every_machine_and_its_picture_is_not():
    full = [engine("postgres", "embedded", HERE), engine("mariadb", "system", HERE)]
    bare = [engine("postgres", "embedded", HERE), engine("mariadb", "system", None)]
    (_, one), (_, other) = shown(start.machine, full), shown(start.machine, bare)
    assert one["text/plain"] == other["text/plain"]
    assert "text/html" not in one
    assert one["image/png"] != other["image/png"]


def test_toolchains_are_left_to_the_doctor():
    _, data = shown(start.machine, [engine("postgres", "embedded", HERE), engine("rust", "toolchain", None)])
    assert "Rust" not in data["text/plain"]


def test_the_roadmap_lists_every_lesson_and_links_those_that_are_ready():
    _, data = shown(start.roadmap)
    for section in sections():
        assert f"{section.number:2}  {section.title}" in data["text/plain"]
        linked = f'<a href="{section.notebook}.ipynb">' in data["text/html"]
        assert linked == section.ready
        for item in section.items:
            assert output.rich(item.title) in data["text/html"]
            assert (f'<a href="{section.notebook}.ipynb#{item.id}">' in data["text/html"]) == section.ready


def test_the_roadmap_counts_what_is_ready():
    _, data = shown(start.roadmap)
    ready = sum(len(section.items) for section in sections() if section.ready)
    total = sum(len(section.items) for section in sections())
    assert data["text/plain"].startswith(f"{ready} of {total} lessons in {len(sections())} sections are ready\n")
    assert data["text/plain"].count("●") == ready and data["text/plain"].count("○") == total - ready


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one exercise and a state folder of its own, in a notebook that a person watches."""
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(start, "watched", lambda: True)
    small.release(tmp_path)
    return tmp_path


def test_progress_is_in_the_picture_and_the_text_is_the_same_for_everybody(mine: Path) -> None:
    none, before = shown(start.progress, mine)
    progress.record("small", {"joins": (["words_line", "words_empty"], ["words_line", "words_empty"])})
    one, after = shown(start.progress, mine)
    assert (none, one) == (True, True)
    assert before["text/plain"] == after["text/plain"]
    assert "text/html" not in after
    assert before["image/png"] != after["image/png"]


def test_a_stored_page_shows_nobodys_progress(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = shown(start.progress, mine)
    progress.record("small", {"joins": (["words_line", "words_empty"], ["words_line", "words_empty"])})
    monkeypatch.setattr(start, "watched", lambda: False)
    assert shown(start.progress, mine) == (True, before)


def test_a_damaged_record_is_no_reason_to_fail(mine: Path) -> None:
    (mine / "state").mkdir(exist_ok=True)
    (mine / "state" / "progress.json").write_text("{")
    _, fresh = shown(start.progress, mine)
    readable, data = shown(start.progress, mine)
    assert readable and fresh["text/plain"] == data["text/plain"]
    assert fresh["image/png"] != data["image/png"], "the first picture says what happened"


def test_a_lessons_tile_says_how_far_it_is() -> None:
    item = sections()[1].items[0]
    for done, says in (
        ({}, ("wait", "exercise to come")),
        ({item.id: progress.Done(0, 3)}, ("wait", "0 of 3 tests pass")),
        ({item.id: progress.Done(2, 3)}, ("neutral", "2 of 3 tests pass")),
        ({item.id: progress.Done(3, 3)}, ("good", "all 3 tests pass")),
    ):
        assert start._far(item, done) == says


def test_the_roadmap_links_exercises_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = next(section for section in sections() if section.ready)
    link = f'<a href="../exercises/{ready.notebook}/{ready.notebook}.ipynb">exercises</a>'
    place = small.release(tmp_path, name=ready.notebook)
    monkeypatch.setattr(start, "release_path", lambda name: place if name == ready.notebook else tmp_path / name)
    assert link in shown(start.roadmap)[1]["text/html"]
    place.unlink()
    assert link not in shown(start.roadmap)[1]["text/html"]
