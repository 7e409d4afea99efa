"""What the axes of all figures share: number formats, log scales, labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from course.measure.numbers import number

STEPS = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


def short(value: float) -> str:
    """A tick's number: 250000 → "250 k", 5000 → "5,000", 0.25 → "0.25"."""
    for step, letter in STEPS:
        if abs(value) >= step and abs(value) >= 1e4:
            return f"{number(float(f'{value / step:.4g}'))}{letter}"
    return number(float(f"{value:.4g}"))


def scale(axis: Axis, log: bool) -> None:
    """Linear or logarithmic, with few ticks and plain numbers."""
    if log:
        low, high = axis.get_view_interval()
        axis.axes.set_yscale("log") if axis is axis.axes.yaxis else axis.axes.set_xscale("log")
        decades = math.log10(high / low) if low > 0 else 6
        few = decades <= 2.2
        axis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5) if few else (1,), numticks=9))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def positive(values: Sequence[float], what: str) -> None:
    """Raise ValueError when a log scale cannot show one of the values."""
    if any(value <= 0 for value in values):
        raise ValueError(f"{what}: a logarithmic axis cannot show {number(min(values))}; use a linear one")


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near the `wanted` ones, at least `gap` apart and inside low … high, in the order given."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [min(max(wanted[index], low), high) for index in order]
    for _ in range(50):
        moved = False
        for i in range(len(placed) - 1):
            short_by = gap - (placed[i + 1] - placed[i])
            if short_by > 1e-9:
                placed[i] -= short_by / 2
                placed[i + 1] += short_by / 2
                moved = True
        for i in range(len(placed)):
            placed[i] = min(max(placed[i], low), high)
        if not moved:
            break
    result = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result


def frame(axes: Axes, x: str | None, y: str | None) -> None:
    """Name the axes."""
    if x:
        axes.set_xlabel(x)
    if y:
        axes.set_ylabel(y)
