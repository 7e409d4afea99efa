"""Quantities by name, one bar each, with the prediction drawn beside the measurement."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from course.measure.numbers import is_number, number
from course.show.axes import scale
from course.show.canvas import canvas
from course.show.colours import BLUE, INK, VERMILION
from course.show.describe import alt_text, names

ROW = 46


def bars(
    values: Mapping[str, float],
    title: str,
    unit: str,
    beside: Mapping[str, Any] | None = None,
    log: bool = False,
    alt: str | None = None,
) -> None:
    """Draw one horizontal bar for each label of `values`, in `unit`, with its number at the end.

    `beside` holds a prediction: an interval (low, high) or a number for each label. It is drawn as a bracket over the bar;
    a measurement outside its bracket is drawn in another colour. With `log` the axis is logarithmic and a dot marks the
    value, because the length of a bar means nothing there.
    """
    measured = _checked(values)
    predicted = {str(label): _pair(label, pair) for label, pair in (beside or {}).items()}
    unknown = [label for label in predicted if label not in measured]
    if unknown:
        raise ValueError(f"beside predicts {names(unknown)}, which was not measured; measured are {names(measured)}")
    description = alt_text(
        "Bar chart",
        title,
        f"{unit} for {names(measured)}" + (", on a logarithmic axis" if log else ""),
        "The predicted intervals are drawn beside the bars" if predicted else "",
    )
    with canvas(title, height=60 + ROW * len(measured), alt=alt or description) as sheet:
        axes = sheet.axes[0]
        if predicted:
            sheet.subtitle = "bar: measured    |—|  predicted" if not log else "dot: measured    |—|  predicted"
        start = _start(measured, predicted) if log else 0.0
        for row, (label, value) in enumerate(measured.items()):
            pair = predicted.get(label)
            missed = pair is not None and not pair[0] <= value <= pair[1]
            _mark(axes, row, value, start, log, VERMILION if missed else BLUE)
            if pair:
                _bracket(axes, row, (max(pair[0], start), pair[1]))
        _finish(axes, measured, predicted, start, unit, log)


def _finish(
    axes: Axes, measured: dict[str, float], predicted: dict[str, Any], start: float, unit: str, log: bool
) -> None:
    ends = {label: max(value, predicted.get(label, (value, value))[1]) for label, value in measured.items()}
    top = max([*ends.values(), start if log else 0.0])
    low = min([0.0, *measured.values(), *(pair[0] for pair in predicted.values())])
    if log:
        axes.set_xlim(start, 10 ** (math.log10(start) + 1.12 * (math.log10(max(top, start * 10)) - math.log10(start))))
    else:
        axes.set_xlim(low * 1.1, (top or 1.0) * 1.12)
    scale(axes.xaxis, log)
    for row, (label, value) in enumerate(measured.items()):
        at = max(ends[label], start) if value >= 0 else 0.0
        axes.annotate(
            number(value), (at, row), (7, 0), textcoords="offset points", va="center", color=INK, fontweight="bold"
        )
    axes.set_yticks(range(len(measured)), list(measured))
    axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
    axes.set_ylim(len(measured) - 0.45, -0.55)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.spines["left"].set_visible(low < 0 or not log)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel(unit)


def _mark(axes: Axes, row: int, value: float, start: float, log: bool, colour: str) -> None:
    if log:
        axes.plot([start, max(value, start)], [row, row], color=colour, linewidth=1.4, alpha=0.55)
        if value > 0:
            axes.plot([value], [row], "o", color=colour, markersize=9)
    else:
        axes.barh(row, value, height=0.5, color=colour)


def _bracket(axes: Axes, row: int, pair: tuple[float, float]) -> None:
    low, high = pair
    for colour, width in (("#fcfcfa", 4.2), (INK, 1.3)):
        axes.plot([low, high], [row, row], color=colour, linewidth=width, solid_capstyle="butt", zorder=3)
        for end in (low, high):
            axes.plot(
                [end, end], [row - 0.3, row + 0.3], color=colour, linewidth=width, solid_capstyle="butt", zorder=3
            )


def _start(measured: dict[str, float], predicted: dict[str, tuple[float, float]]) -> float:
    seen = [*measured.values(), *(end for pair in predicted.values() for end in pair)]
    if min(seen) < 0:
        raise ValueError(f"a logarithmic axis cannot show {number(min(seen))}; use log=False")
    above = [value for value in seen if value > 0]
    return (
        float(
            10 ** (math.floor(math.log10(min(above))) - (1 if min(above) == 10 ** round(math.log10(min(above))) else 0))
        )
        if above
        else 1.0
    )


def _checked(values: Mapping[str, float]) -> dict[str, float]:
    if not isinstance(values, Mapping) or not values:
        raise TypeError('bars() draws a mapping of label to number: bars({"index": 4, "scan": 9408}, …)')
    for label, value in values.items():
        if not is_number(value) or not math.isfinite(value):
            raise TypeError(f"bars(): the value of {label!r} must be a finite number, not {value!r}")
    return {str(label): float(value) for label, value in values.items()}


def _pair(label: object, value: Any) -> tuple[float, float]:
    if is_number(value):
        return float(value), float(value)
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(map(is_number, value)):
        return float(value[0]), float(value[1])
    raise TypeError(f"beside: the prediction for {label!r} must be a number or (low, high), not {value!r}")
