"""A grid of numbers, darker where they are larger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from course.measure.numbers import is_number, number
from course.show.axes import positive
from course.show.canvas import MARGIN, WIDTH, canvas
from course.show.colours import INK, MUTED
from course.show.describe import alt_text, names

BLUES = LinearSegmentedColormap.from_list("course", ["#f3f6f8", "#cfe2ef", "#86b8d8", "#2f86bd", "#00456e"])
NUMBERED = 14


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[str, str], float],
    title: str,
    unit: str,
    x: str | None = None,
    y: str | None = None,
    log: bool = False,
    alt: str | None = None,
) -> None:
    """Draw `values[row, column]`, in `unit`, as a grid of shades with the numbers in it; `x` and `y` name the axes.
    With `log` the shade follows the order of magnitude. A missing pair stays empty."""
    grid = np.full((len(rows), len(columns)), np.nan)
    for pair, value in values.items():
        if pair[0] not in rows or pair[1] not in columns:
            raise ValueError(f"heat(): {pair!r} is not (a row, a column); check the spelling of both")
        if not is_number(value):
            raise TypeError(f"heat(): {pair!r} must be a number, not {value!r}")
        grid[list(rows).index(pair[0]), list(columns).index(pair[1])] = value
    if not values:
        raise ValueError("heat() needs at least one number")
    if log:
        positive([float(value) for value in values.values()], "heat(log=True)")
    shade = np.log10(grid) if log else grid
    low, high = float(np.nanmin(shade)) if log else min(0.0, float(np.nanmin(shade))), float(np.nanmax(shade))
    darkness = (shade - low) / ((high - low) or 1.0)
    description = alt_text(
        "Grid of shades", title, f"{unit}, for {names(rows)} in rows and {names(columns)} in columns"
    )
    with canvas(title, height=70 + max(26, min(40, 420 // len(rows))) * len(rows), alt=alt or description) as sheet:
        sheet.subtitle = unit
        axes = sheet.axes[0]
        axes.pcolormesh(np.ma.masked_invalid(darkness), cmap=BLUES, vmin=0, vmax=1, edgecolors="#fcfcfa", linewidth=1.5)
        if len(columns) <= NUMBERED:
            for row, column in zip(*np.nonzero(~np.isnan(grid)), strict=True):
                ink = "#ffffff" if darkness[row, column] > 0.6 else INK
                text = number(float(f"{grid[row, column]:.3g}"))
                axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=ink, fontsize=9.5)
        step = math.ceil(len(columns) / 20)
        wide = (WIDTH - 2 * MARGIN - 90) / len(columns) * step - 6
        heads = ["\n".join(sheet.wrapped(str(name), wide, 9.5)) for name in columns[::step]]
        axes.set_xticks(np.arange(len(columns))[::step] + 0.5, heads)
        axes.set_yticks(np.arange(len(rows)) + 0.5, [str(row) for row in rows])
        axes.set_ylim(len(rows), 0)
        axes.tick_params(length=0, labelcolor=MUTED)
        axes.grid(visible=False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel(x or "")
        axes.set_ylabel(y or "")
