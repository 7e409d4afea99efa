"""What the axes of all figures share: number formats, log scales, labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from course.measure.numbers import number

STEPS = ((1e9, " G"), (1e6, " M"))


def short(value: float) -> str:
    """A tick's number: 2500000 → "2.5 M", 5000 → "5,000", 0.25 → "0.25"."""
    for step, letter in STEPS:
        if abs(value) >= step:
            return f"{number(float(f'{value / step:.4g}'))}{letter}"
    return number(float(f"{value:.4g}"))


def scale(axis: Axis, log: bool, whole: bool = False) -> None:
    """Linear or logarithmic, with few ticks and plain numbers; only whole ones if `whole`."""
    if log:
        axis.axes.set_yscale("log") if axis is axis.axes.yaxis else axis.axes.set_xscale("log")
        # Asked after the change of scale: the margin of a linear axis can reach below zero.
        low, high = axis.get_view_interval()
        axis.axes.autoscale_view()
        few = high / low < 10**2.2
        axis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5) if few else (1,), numticks=9))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def ticks_at(axis: Axis, values: Sequence[float]) -> None:
    """Put the ticks of a logarithmic axis at `values`, such as 1, 2, 4, 8, if they are few and stand well apart."""
    marks = sorted(set(values))
    if not 2 <= len(marks) <= 8:
        return
    nearest = min(math.log(b / a) for a, b in zip(marks, marks[1:], strict=False))
    if nearest / math.log(marks[-1] / marks[0]) > 0.09:
        axis.set_major_locator(FixedLocator(marks))


def log_start(values: Sequence[float]) -> float:
    """Where a logarithmic axis for `values` begins: at a power of ten below the smallest that is not 0.

    Raises ValueError for a negative value.
    """
    if min(values) < 0:
        raise ValueError(f"a logarithmic axis cannot show {number(min(values))}; use log=False")
    smallest = min((value for value in values if value > 0), default=1.0)
    return float(10.0 ** (math.ceil(math.log10(smallest) - 1e-9) - 1))


def positive(values: Sequence[float], what: str) -> None:
    """Raise ValueError when a log scale cannot show one of the values."""
    if any(value <= 0 for value in values):
        raise ValueError(f"{what}: a logarithmic axis cannot show {number(min(values))}; use a linear one")


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Positions near the `wanted` ones, so that labels of these `heights` centred there neither overlap nor leave
    low … high; in the order given. Of two at the same place the first comes to lie above."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], -index))
    places = [min(max(wanted[index], low), high) for index in order]
    gaps = [(heights[a] + heights[b]) / 2 for a, b in zip(order, order[1:], strict=False)]
    for _ in range(100):
        for i, gap in enumerate(gaps):
            lack = gap - (places[i + 1] - places[i])
            if lack > 0:
                places[i] -= lack / 2
                places[i + 1] += lack / 2
        places = [min(max(place, low), high) for place in places]
    result = [0.0] * len(wanted)
    for index, place in zip(order, places, strict=True):
        result[index] = place
    return result
