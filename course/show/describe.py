"""Alternative text that reads the same in every run: what a figure shows, without the measured numbers."""

from __future__ import annotations

from collections.abc import Iterable


def alt_text(kind: str, title: str, *facts: str) -> str:
    """`kind`, the title and some facts (each without its full stop) as one paragraph.

    Raises TypeError when the title, without which no figure is drawn, is not a text.
    """
    if not isinstance(title, str) or not title.strip():
        raise TypeError(
            "a figure needs title=…: the finding as a sentence, such as 'A hash index reads one block less'"
        )
    return ". ".join([f"{kind}: {title.rstrip('.')}", *(fact for fact in facts if fact)]) + "."


def names(labels: Iterable[object], most: int = 12) -> str:
    """Labels in a row: "a, b and c"; after `most` of them the rest is counted."""
    words = [str(label) for label in labels]
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
