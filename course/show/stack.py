"""What a total is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping

from course.measure.numbers import is_number, number
from course.show.axes import scale
from course.show.canvas import MARGIN, WIDTH, canvas
from course.show.colours import INK, series
from course.show.describe import alt_text, names
from course.show.key import key

ROW = 46
NAME_WIDTH = 200


def stack(
    bars: Mapping[str, Mapping[str, float]], title: str, unit: str, share: bool = False, alt: str | None = None
) -> None:
    """Draw one horizontal bar for each name, made of its parts: `{"bar": {"part": number}}`, in `unit`, with the total
    at its end. With `share` every bar has the same length and the parts are per cent of it."""
    if not bars or not all(bars.values()):
        raise TypeError('stack() draws a mapping of mappings: stack({"PostgreSQL": {"table": 60, "index": 21}}, …)')
    for name, parts in bars.items():
        for part, value in parts.items():
            if not is_number(value) or not math.isfinite(value) or value < 0:
                raise TypeError(f"stack(): {name!r}, {part!r} must be a number of at least 0, not {value!r}")
    table = {str(name): {str(part): float(value) for part, value in parts.items()} for name, parts in bars.items()}
    order = list(dict.fromkeys(part for parts in table.values() for part in parts))
    totals = {name: float(sum(parts.values())) for name, parts in table.items()}
    description = alt_text("Stacked bars", title, f"{unit}, for {names(table)}", f"Parts: {names(order)}")
    with canvas(title, height=72 + ROW * len(table), alt=alt or description) as sheet:
        axes = sheet.axes[0]
        longest = 100.0 if share else max(totals.values()) or 1.0
        room = WIDTH - 2 * MARGIN - NAME_WIDTH
        for row, (name, parts) in enumerate(table.items()):
            start = 0.0
            for part in order:
                length = float(parts.get(part, 0)) * (100 / (totals[name] or 1.0) if share else 1.0)
                axes.barh(row, length, left=start, height=0.62, color=series(order.index(part)), edgecolor="#fcfcfa")
                text = f"{length:.0f} %" if share else number(float(f"{length:.3g}"))
                if sheet.text_width(text, 9) + 10 < length / longest * room * 0.85:
                    ink = INK if order.index(part) in (3, 4, 5) else "#ffffff"
                    axes.text(start + length / 2, row, text, ha="center", va="center", color=ink, fontsize=9)
                start += length
            axes.annotate(
                number(totals[name]),
                (start, row),
                (7, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontweight="bold",
            )
        axes.set_xlim(0, longest * 1.13)
        scale(axes.xaxis, log=False)
        axes.set_yticks(range(len(table)), ["\n".join(sheet.wrapped(name, NAME_WIDTH, 10)) for name in table])
        axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.tick_params(axis="x", length=0)
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x", visible=True)
        axes.spines["bottom"].set_visible(False)
        axes.set_xlabel(f"share of the {unit} (%); totals at the right" if share else unit)
        key(sheet, {part: series(place) for place, part in enumerate(order)})
