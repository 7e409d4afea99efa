"""The blocks of tables and indexes, one square each, coloured by what became of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import ListedColormap

from course.measure.numbers import number
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import GHOST, INK, KINDS, MUTED, PAPER, kind, series
from course.show.describe import alt_text, names

ROOM = 300
LARGEST = 22
KEY = 26
HEAD = 28

# The colours of squares: the ink of a kind, since its pale fill would vanish at this size.
KIND_COLOURS = {**{name: ink for name, (_, ink, _) in KINDS.items()}, "neutral": series(0), "wait": GHOST}


def pages(
    files: Mapping[str, Sequence[str]],
    title: str,
    colours: Mapping[str, str] | None = None,
    alt: str | None = None,
) -> None:
    """Draw one square for each page: `{"orders (table)": ["read", "untouched", …], "orders_pkey": […]}`, in order.

    `colours` maps what happened to a page to good, bad, warn, wait (pale) or neutral; without it the kind that occurs
    most is pale and the others take the series colours. The key counts the pages of each kind.
    """
    if not files or not any(len(kinds) for kinds in files.values()):
        raise TypeError('pages() draws a mapping of file to page kinds: pages({"orders": ["read", "untouched"]}, …)')
    counts: dict[str, int] = {}
    for kinds in files.values():
        for what in kinds:
            counts[what] = counts.get(what, 0) + 1
    paint = _paint(counts, colours)
    description = alt_text("Grid of pages", title, f"One square for each page of {names(files)}")
    with canvas(title, height=10, axes=False, alt=alt or description) as sheet:
        _draw(sheet, files, counts, paint)


def _draw(sheet: Canvas, files: Mapping[str, Sequence[str]], counts: dict[str, int], paint: dict[str, str]) -> None:
    room = WIDTH - 2 * MARGIN
    size = next(size for size in range(LARGEST, 0, -1) if size == 1 or _height(files, room // size, size) <= ROOM)
    across = room // size
    height = KEY + sum(HEAD + size * math.ceil(len(kinds) / across) for kinds in files.values())
    sheet.height = height + MARGIN
    axes = sheet.bare(room, height)
    x = 0.0
    for what, count in counts.items():
        text = f"{what}: {number(count)}"
        axes.plot([x + 6], [10], "s", color=paint[what], markersize=8)
        axes.text(x + 18, 10, text, va="center", fontsize=9.5, color=INK)
        x += 42 + sheet.text_width(text, 9.5)
    y: float = KEY
    for name, kinds in files.items():
        axes.text(0, y + HEAD - 6, f"{name}, {number(len(kinds))} pages", va="bottom", fontsize=9.5, color=MUTED)
        y += HEAD
        rows = math.ceil(len(kinds) / across)
        number_of = {what: place for place, what in enumerate(counts)}
        cells = np.full(rows * across, np.nan)
        cells[: len(kinds)] = [number_of[what] for what in kinds]
        axes.pcolormesh(
            np.arange(across + 1) * size,
            y + np.arange(rows + 1) * size,
            np.ma.masked_invalid(cells.reshape(rows, across)),
            cmap=ListedColormap([paint[what] for what in counts]),
            vmin=-0.5,
            vmax=len(counts) - 0.5,
            edgecolors=PAPER,
            linewidth=size / 18,
        )
        y += rows * size


def _height(files: Mapping[str, Sequence[str]], across: int, size: int) -> int:
    return sum(HEAD + size * math.ceil(len(kinds) / across) for kinds in files.values())


def _paint(counts: dict[str, int], colours: Mapping[str, str] | None) -> dict[str, str]:
    if colours is not None:
        for name in colours.values():
            kind(name)
        return {what: KIND_COLOURS[colours.get(what, "wait")] for what in counts}
    rest = iter(range(len(counts)))
    most = max(counts, key=lambda what: counts[what])
    return {what: GHOST if what == most and len(counts) > 1 else series(next(rest)) for what in counts}
