"""The same quantities for several series, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping

from course.measure.numbers import is_number, number
from course.show.axes import positive, scale
from course.show.canvas import canvas
from course.show.colours import INK, series
from course.show.describe import alt_text, names
from course.show.key import key


def grouped(
    values: Mapping[str, Mapping[str, float]],
    title: str,
    unit: str,
    log: bool = False,
    x: str | None = None,
    alt: str | None = None,
) -> None:
    """Draw upright bars in groups: `{"series": {"group": number}}`, in `unit`; `x` names what the groups are.

    A series may lack a group. Numbers stand on the bars while there are at most 24 of them.
    """
    if not isinstance(values, Mapping) or not values or not all(isinstance(v, Mapping) and v for v in values.values()):
        raise TypeError(
            'grouped() draws a mapping of mappings: grouped({"PostgreSQL": {"insert": 3, "read": 4}, …}, …)'
        )
    groups = list(dict.fromkeys(str(group) for numbers in values.values() for group in numbers))
    table = {str(name): {str(group): value for group, value in numbers.items()} for name, numbers in values.items()}
    flat = [value for numbers in table.values() for value in numbers.values()]
    for value in flat:
        if not is_number(value) or not math.isfinite(value):
            raise TypeError(f"grouped(): every value must be a finite number, not {value!r}")
    if log:
        positive(flat, "grouped(log=True)")
    description = alt_text(
        "Grouped bar chart", title, f"{unit} for {names(groups)}", f"One bar each for {names(table)}"
    )
    with canvas(title, alt=alt or description) as sheet:
        axes = sheet.axes[0]
        width = 0.8 / len(table)
        for place, (name, numbers) in enumerate(table.items()):
            for column, group in enumerate(groups):
                if group not in numbers:
                    continue
                middle = column + (place - (len(table) - 1) / 2) * width
                axes.bar(middle, numbers[group], width=width * 0.9, color=series(place), label=name)
                if len(flat) <= 24:
                    axes.annotate(
                        number(numbers[group]),
                        (middle, numbers[group]),
                        (0, 3),
                        textcoords="offset points",
                        ha="center",
                        fontsize=9,
                        color=INK,
                    )
        if log:
            low, high = min(flat), max(flat)
            axes.set_ylim(
                10 ** (math.floor(math.log10(low)) - (1 if low == 10 ** round(math.log10(low)) else 0)), high * 2.5
            )
        else:
            axes.margins(y=0.1)
        scale(axes.yaxis, log)
        axes.set_xticks(range(len(groups)), groups)
        axes.tick_params(axis="x", length=0, labelcolor=INK, labelsize=10)
        axes.set_ylabel(unit)
        if x:
            axes.set_xlabel(x)
        key(sheet, {name: series(place) for place, name in enumerate(table)})
