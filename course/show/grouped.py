"""The same quantities for several series, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping

from matplotlib.axes import Axes

from course.measure.numbers import is_number, number
from course.show.axes import log_start, positive, scale
from course.show.canvas import MARGIN, WIDTH, canvas
from course.show.colours import INK, series
from course.show.describe import alt_text, names
from course.show.key import key

NUMBERED = 30


def grouped(
    values: Mapping[str, Mapping[str, float]],
    title: str,
    unit: str,
    log: bool = False,
    x: str | None = None,
    alt: str | None = None,
) -> None:
    """Draw upright bars in groups: `{"series": {"group": number}}`, in `unit`; `x` names what the groups are.

    A series may lack a group. Numbers stand on the bars while there is room for them.
    """
    table = _checked(values)
    groups = list(dict.fromkeys(group for numbers in table.values() for group in numbers))
    flat = [value for numbers in table.values() for value in numbers.values()]
    if log:
        positive(flat, "grouped(log=True)")
    description = alt_text(
        "Grouped bar chart",
        title,
        f"{unit}, for {names(groups)}" + ("; the axis is logarithmic" if log else ""),
        f"One bar each for {names(table)}",
    )
    with canvas(title, alt=alt or description) as sheet:
        axes = sheet.axes[0]
        width = 0.8 / len(table)
        for place, (name, numbers) in enumerate(table.items()):
            for group, value in numbers.items():
                middle = groups.index(group) + (place - (len(table) - 1) / 2) * width
                axes.bar(middle, value, width=width * 0.92, color=series(place), label=name)
                if len(flat) <= NUMBERED:
                    _number(axes, middle, value)
        if log:
            axes.set_ylim(log_start(flat), max(flat) * 2.5)
        else:
            axes.margins(y=0.1)
        scale(axes.yaxis, log, whole=all(value == int(value) for value in flat))
        column = (WIDTH - 2 * MARGIN - 60) / len(groups)
        axes.set_xticks(range(len(groups)), ["\n".join(sheet.wrapped(group, column - 8, 10)) for group in groups])
        axes.tick_params(axis="x", length=0, labelcolor=INK, labelsize=10)
        axes.set_ylabel(unit)
        axes.set_xlabel(x or "")
        key(sheet, {name: series(place) for place, name in enumerate(table)})


def _number(axes: Axes, middle: float, value: float) -> None:
    axes.annotate(
        number(value),
        (middle, value),
        (0, 3 if value >= 0 else -3),
        textcoords="offset points",
        ha="center",
        va="bottom" if value >= 0 else "top",
        fontsize=9,
        color=INK,
    )


def _checked(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    if not isinstance(values, Mapping) or not values or not all(isinstance(v, Mapping) and v for v in values.values()):
        raise TypeError('grouped() draws a mapping of mappings: grouped({"PostgreSQL": {"read": 4, "insert": 3}}, …)')
    for name, numbers in values.items():
        for group, value in numbers.items():
            if not is_number(value) or not math.isfinite(value):
                raise TypeError(f"grouped(): {name!r}, {group!r} must be a finite number, not {value!r}")
    return {str(name): {str(group): float(v) for group, v in numbers.items()} for name, numbers in values.items()}
