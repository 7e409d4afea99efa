"""The syllabus is complete and consistent."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.roadmap import ROADMAP, link, section_of, sections

TWO = """
[[section]]
number = 1
notebook = "01-one"
title = "One"
ready = false
items = [{{ id = "a", title = "A" }}]

[[section]]
number = {number}
notebook = "{notebook}"
title = "Two"
ready = true
items = [{{ id = "{item}", title = "B" }}]
"""


def written(folder: Path, number: int = 2, notebook: str = "02-two", item: str = "b") -> Path:
    path = folder / "roadmap.toml"
    path.write_text(TWO.format(number=number, notebook=notebook, item=item))
    return path


def test_the_whole_syllabus_is_there() -> None:
    assert len(sections()) == 17
    assert sum(len(section.items) for section in sections()) == 146
    assert [section.notebook for section in sections()][:3] == ["01-foundations", "02-databases", "03-networking"]


def test_an_item_knows_its_section_and_its_link() -> None:
    section = section_of("index-btree")
    item = next(item for item in section.items if item.id == "index-btree")
    assert section.title == "Databases"
    assert link(section, item) == "02-databases.ipynb#index-btree"
    assert link(section) == "02-databases.ipynb"
    with pytest.raises(KeyError, match="teleportation"):
        section_of("teleportation")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert [section.ready for section in sections(written(tmp_path))] == [False, True]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"number": 3}, "numbered"),
        ({"item": "a"}, "repeated: a"),
        ({"notebook": "two"}, "02-"),
    ],
)
def test_an_inconsistent_file_is_refused(tmp_path: Path, change: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        sections(written(tmp_path, **change))  # type: ignore[arg-type]


def test_ids_can_be_anchors_and_file_names() -> None:
    text = ROADMAP.read_text(encoding="utf-8")
    ids = [item.id for section in sections() for item in section.items]
    assert all(item_id.replace("-", "").isalnum() and item_id == item_id.lower() for item_id in ids)
    assert all(f'id = "{item_id}"' in text for item_id in ids)
