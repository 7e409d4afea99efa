"""What the start page shows: the same text on every machine, the machine's own story in the picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from course import start
from course.engines.catalogue import EngineInfo, Found
from course.measure import output
from course.roadmap import sections


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
