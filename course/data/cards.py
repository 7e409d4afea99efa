"""Data cards: the README that stands beside each data set."""

from __future__ import annotations

from IPython.display import Markdown, display

from course.data.sets import FOLDER, generator


def text(name: str) -> str:
    """The data card of a data set, as Markdown."""
    generator(name)  # a wrong name is explained here
    return (FOLDER / name / "README.md").read_text(encoding="utf-8")


def card(name: str) -> None:
    """Show a data set's card: columns, units, sizes, seed, licence, checksums."""
    display(Markdown(text(name)))
