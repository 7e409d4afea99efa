"""Quantities by name, one bar each, with the prediction drawn beside the measurement."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from course.measure.numbers import is_number, number
from course.measure.predict import interval_text
from course.show.axes import log_start, scale
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import BLUE, GHOST, INK, MUTED, VERMILION
from course.show.describe import alt_text, names

Interval = tuple[float, float]

NAME_WIDTH = 230


def bars(
    values: Mapping[str, float],
    title: str,
    unit: str,
    beside: Mapping[str, Any] | None = None,
    log: bool = False,
    alt: str | None = None,
) -> None:
    """Draw one horizontal bar for each label of `values`, in `unit`, with its number at the end.

    `beside` holds a prediction, an interval (low, high) or a number for each label, drawn as a bracket under the bar; a
    bar whose end is outside its bracket has another colour. With `log` the axis is logarithmic and a dot marks the
    value, because the length of a bar means nothing there.
    """
    measured = _checked(values)
    predicted = {str(label): _interval(label, pair) for label, pair in (beside or {}).items()}
    unknown = [label for label in predicted if label not in measured]
    if unknown:
        raise ValueError(f"beside predicts {names(unknown)}, which was not measured; measured are {names(measured)}")
    description = alt_text(
        "Bar chart",
        title,
        f"{unit}, for {names(measured)}" + ("; the axis is logarithmic" if log else ""),
        "Brackets under the bars show what was predicted" if predicted else "",
    )
    row = 54 if predicted else 44 if len(measured) <= 8 else 32 if len(measured) <= 16 else 25
    with canvas(title, height=58 + row * len(measured), alt=alt or description) as sheet:
        _draw(sheet, measured, predicted, unit, log)


def _draw(sheet: Canvas, measured: dict[str, float], predicted: dict[str, Interval], unit: str, log: bool) -> None:
    axes = sheet.axes[0]
    seen = [*measured.values(), *(end for pair in predicted.values() for end in pair)]
    start = log_start(seen) if log else 0.0
    labels = ["\n".join(sheet.wrapped(label, NAME_WIDTH, 10)) for label in measured]
    texts: list[tuple[float, str, bool]] = []
    lift = 0.1 if predicted else 0.0
    for row, (label, value) in enumerate(measured.items()):
        pair = predicted.get(label)
        missed = pair is not None and not pair[0] <= value <= pair[1]
        colour = VERMILION if missed else BLUE
        if log:
            axes.plot([start, max(value, start)], [row - lift] * 2, color=GHOST, linewidth=2)
            axes.plot([max(value, start)], [row - lift], "o", color=colour, markersize=9, clip_on=False)
        else:
            axes.barh(row - lift, value, height=0.44 if predicted else 0.62, color=colour)
        words = number(value) + (" · outside the prediction" if missed else "")
        _write(sheet, max(value, start), row - lift, words, colour if missed else INK, bold=True)
        texts.append((max(value, start), words, True))
        if pair:
            low, high = (max(end, start) for end in pair)
            _bracket(sheet, row + 0.31, low, high)
            words = f"predicted {interval_text(pair)}"
            _write(sheet, high, row + 0.31, words, MUTED, bold=False)
            texts.append((high, words, False))
    _limits(
        sheet,
        seen,
        texts,
        start,
        log,
        max(sheet.text_width(line, 10) for label in labels for line in label.split("\n")),
    )
    scale(axes.xaxis, log, whole=all(value == int(value) for value in seen))
    axes.set_yticks(range(len(measured)), labels)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
    axes.set_ylim(len(measured) - 0.45, -0.55)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.spines["left"].set_visible(not log)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel(unit)


def _write(sheet: Canvas, x: float, y: float, text: str, colour: str, bold: bool) -> None:
    sheet.axes[0].annotate(
        text,
        (x, y),
        (8, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        fontweight="bold" if bold else "normal",
        fontsize=10 if bold else 8.5,
    )


def _bracket(sheet: Canvas, y: float, low: float, high: float) -> None:
    axes = sheet.axes[0]
    axes.plot([low, high], [y, y], color=MUTED, linewidth=1.1, solid_capstyle="butt", clip_on=False)
    for end in (low, high):
        axes.plot([end, end], [y - 0.1, y + 0.1], color=MUTED, linewidth=1.1, solid_capstyle="butt", clip_on=False)


def _limits(
    sheet: Canvas, seen: list[float], texts: list[tuple[float, str, bool]], start: float, log: bool, names_width: float
) -> None:
    """Leave room at the right for every text, wherever it starts."""
    room = WIDTH - 2 * MARGIN - names_width - 20
    turn = math.log10 if log else float
    low = turn(start) if log else min(0.0, *seen)
    ends = [turn(start * 10) if log else (1.0 if max(seen) <= 0 else max(seen))]
    for x, text, bold in texts:
        width = sheet.text_width(text, 10 if bold else 8.5, bold) + 16
        ends.append(low + (turn(x) - low) * room / max(room - width, room * 0.2))
    if log:
        sheet.axes[0].set_xlim(start, 10.0 ** max(ends))
    else:
        sheet.axes[0].set_xlim(low * 1.05, max(ends))


def _checked(values: Mapping[str, float]) -> dict[str, float]:
    if not isinstance(values, Mapping) or not values:
        raise TypeError('bars() draws a mapping of label to number: bars({"index": 4, "scan": 9408}, …)')
    for label, value in values.items():
        if not is_number(value) or not math.isfinite(value):
            raise TypeError(f"bars(): the value of {label!r} must be a finite number, not {value!r}")
    return {str(label): float(value) for label, value in values.items()}


def _interval(label: object, value: Any) -> Interval:
    if is_number(value):
        return float(value), float(value)
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(map(is_number, value)):
        return float(value[0]), float(value[1])
    raise TypeError(f"beside: the prediction for {label!r} must be a number or (low, high), not {value!r}")
