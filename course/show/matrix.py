"""A table of verdicts: which row allows what in which column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.patches import Rectangle

from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import INK, KINDS, MUTED, kind
from course.show.describe import alt_text, names

ROW = 40


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[str, str], object],
    title: str,
    colours: Mapping[object, str] | None = None,
    alt: str | None = None,
) -> None:
    """Draw `values[row, column]` as a coloured grid of texts. `colours` maps a value to good, bad, warn, wait or
    neutral; a sign in the cell (✓ ✗ !) says the same without colour. A missing pair stays empty."""
    if not rows or not columns:
        raise ValueError("matrix() needs at least one row and one column")
    strangers = [pair for pair in values if pair not in {(row, column) for row in rows for column in columns}]
    if strangers:
        raise ValueError(f"matrix(): {strangers[0]!r} is not (a row, a column); check the spelling of both")
    meaning = {value: kind(name) for value, name in (colours or {}).items()}
    description = alt_text(
        "Table of verdicts",
        title,
        f"Rows: {names(rows)}",
        f"Columns: {names(columns)}",
        f"A cell says one of {names(colours)}" if colours else "",
    )
    with canvas(title, height=10, axes=False, alt=alt or description) as sheet:
        _draw(sheet, list(rows), list(columns), values, meaning)


def _draw(
    sheet: Canvas,
    rows: list[str],
    columns: list[str],
    values: Mapping[tuple[str, str], object],
    meaning: Mapping[object, tuple[str, str, str]],
) -> None:
    room = WIDTH - 2 * MARGIN
    left = min(max(sheet.text_width(row, 10) for row in rows) + 18, room * 0.34)
    wide = (room - left) / len(columns)
    heads = [sheet.wrapped(column, wide - 8, 9.5) for column in columns]
    top = 18 * max(map(len, heads)) + 8
    texts = {pair: _lines(sheet, value, meaning, wide) for pair, value in values.items()}
    tall = max([ROW, *(18 * len(lines) + 14 for lines in texts.values())])
    labels = [sheet.wrapped(row, left - 14, 10) for row in rows]
    heights = [max(tall, 18 * len(label) + 12) for label in labels]
    total = top + sum(heights)
    sheet.height = int(total + MARGIN)
    axes = sheet.bare(room, total)
    for place, head in enumerate(heads):
        axes.text(
            left + (place + 0.5) * wide, top - 8, "\n".join(head), ha="center", va="bottom", fontsize=9.5, color=MUTED
        )
    y = top
    for row, label, height in zip(rows, labels, heights, strict=True):
        axes.text(0, y + height / 2, "\n".join(label), va="center", fontsize=10, color=INK)
        for place, column in enumerate(columns):
            fill, ink, _ = meaning.get(values.get((row, column)), ("#f3f4f4", INK, ""))
            axes.add_patch(
                Rectangle((left + place * wide + 1.5, y + 1.5), wide - 3, height - 3, color=fill, linewidth=0)
            )
            text = "\n".join(texts.get((row, column), []))
            axes.text(
                left + (place + 0.5) * wide, y + height / 2, text, ha="center", va="center", fontsize=9.5, color=ink
            )
        y += height


def _lines(sheet: Canvas, value: object, meaning: Mapping[object, tuple[str, str, str]], wide: float) -> list[str]:
    sign = meaning.get(value, KINDS["wait"])[2]
    return sheet.wrapped(f"{sign} {value}".strip(), wide - 10, 9.5)
