"""The syllabus as data: what is taught, in which notebook, and whether it is there yet.

`roadmap.toml` is the one list of sections and items. The start page, `course roadmap`, the progress view and the check
that every item has its lesson all read it here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROADMAP = Path(__file__).with_name("roadmap.toml")


@dataclass(frozen=True)
class Item:
    """One thing to learn. `id` never changes: it is the anchor of its lesson and the name of its exercise."""

    id: str
    title: str


@dataclass(frozen=True)
class Section:
    """One notebook's worth of items, in the order in which they are taught."""

    number: int
    notebook: str
    title: str
    ready: bool
    items: tuple[Item, ...]

    @property
    def path(self) -> str:
        """The notebook's path inside the project."""
        return f"notebooks/{self.notebook}.ipynb"


@cache
def sections(source: Path = ROADMAP) -> tuple[Section, ...]:
    """All sections in order. Raises ValueError when the file is inconsistent (a repeated id, a missing number)."""
    tables = tomllib.loads(source.read_text(encoding="utf-8"))["section"]
    found = tuple(
        Section(
            number=table["number"],
            notebook=table["notebook"],
            title=table["title"],
            ready=table["ready"],
            items=tuple(Item(**item) for item in table["items"]),
        )
        for table in tables
    )
    _check(found)
    return found


def section_of(item_id: str, source: Path = ROADMAP) -> Section:
    """The section that teaches an item. Raises KeyError, naming the id, when nothing does."""
    for section in sections(source):
        if any(item.id == item_id for item in section.items):
            return section
    raise KeyError(f"{item_id} is not in the roadmap; `course roadmap` lists the ids.")


def link(section: Section, item: Item | None = None) -> str:
    """A link for a page in `notebooks/`: to the section's notebook, or to one lesson in it."""
    return f"{section.notebook}.ipynb" + (f"#{item.id}" if item else "")


def _check(found: Sequence[Section]) -> None:
    numbers = [section.number for section in found]
    if numbers != list(range(1, len(found) + 1)):
        raise ValueError(f"Sections must be numbered 1, 2, 3 … in order, not {numbers}.")
    ids = [item.id for section in found for item in section.items]
    repeated = sorted({item_id for item_id in ids if ids.count(item_id) > 1})
    if repeated:
        raise ValueError(f"Each item id must occur once; repeated: {', '.join(repeated)}.")
    for section in found:
        if not section.notebook.startswith(f"{section.number:02d}-"):
            raise ValueError(f"Section {section.number} must have a notebook named {section.number:02d}-…")
