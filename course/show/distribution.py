"""How measured values are spread, with their percentiles marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from course.measure.numbers import number
from course.measure.percentiles import percentiles
from course.show.axes import positive, scale
from course.show.canvas import PIXELS_PER_INCH, Canvas, canvas
from course.show.colours import FAINT, INK, series
from course.show.describe import alt_text, names
from course.show.key import key

BINS = 60
BESIDE: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 9, "color": INK}


def distribution(
    samples: Mapping[str, Iterable[float]],
    title: str,
    x: str,
    marks: Sequence[float] = (50, 99),
    log: bool = False,
    cumulative: bool = False,
    alt: str | None = None,
) -> None:
    """Draw a histogram for each sample, one under the other on the same axis, with the percentiles in `marks`.

    `x` names the quantity with its unit. With `cumulative` the samples are curves in one plot: the share of values (%)
    at or below x. With `log` the axis is logarithmic, as latencies like it.
    """
    data = {str(name): np.sort(np.asarray(list(sample), dtype=float)) for name, sample in samples.items()}
    if not data:
        raise TypeError('distribution() draws samples by name: distribution({"one replica": latencies}, …)')
    points = {name: percentiles(sample, marks) for name, sample in data.items()}
    if log:
        positive([float(sample[0]) for sample in data.values()], "distribution(log=True)")
    words = names(f"p{mark:g}" for mark in marks)
    description = alt_text(
        "Cumulative distributions" if cumulative else "Histograms", title, f"{x}, for {names(data)}", f"Marked: {words}"
    )
    height = 360 if cumulative else 58 + 86 * len(data)
    with canvas(title, height=height, alt=alt or description) as sheet:
        axes = sheet.axes[0]
        low, high = min(sample[0] for sample in data.values()), max(sample[-1] for sample in data.values())
        rim = 1.15 if log else (high - low) * 0.04 or 1.0
        axes.set_xlim((low / rim, high * rim) if log else (low - rim, high + rim))
        scale(axes.xaxis, log)
        axes.set_xlabel(x)
        if cumulative:
            _curves(sheet, data, marks)
        else:
            edges = np.geomspace(low, high, BINS + 1) if log else np.linspace(low, high, BINS + 1)
            _hills(sheet, data, edges if high > low else np.array([low - 0.5, high + 0.5]), points, marks)


def _hills(
    sheet: Canvas,
    data: Mapping[str, np.ndarray],
    edges: np.ndarray,
    points: Mapping[str, tuple[float, ...]],
    marks: Sequence[float],
) -> None:
    axes = sheet.axes[0]
    for row, (name, sample) in enumerate(data.items()):
        counts = np.histogram(sample, edges)[0]
        floor, taken = row + 0.42, 0.0
        axes.stairs(
            floor - 0.62 * counts / counts.max(), edges, baseline=floor, fill=True, color=series(row), alpha=0.85
        )
        axes.plot(axes.get_xlim(), [floor, floor], color=series(row), linewidth=0.8)
        top = floor - 0.68
        for mark, place in zip(marks, points[name], strict=True):
            text = f"p{mark:g} {number(float(f'{place:.3g}'))}"
            x = axes.transData.transform((place, 0))[0] / axes.figure.dpi * PIXELS_PER_INCH
            if x < taken:
                top -= 0.15
            taken = x + sheet.text_width(text, 8.5) + 10
            axes.plot([place, place], [floor, top - 0.04], color=INK, linewidth=1)
            axes.annotate(text, (place, top), (3, 0), textcoords="offset points", va="center", fontsize=8.5, color=INK)
    axes.set_yticks([row + 0.1 for row in range(len(data))], list(data))
    axes.set_ylim(len(data) - 0.5, -0.5)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.spines["left"].set_visible(False)


def _curves(sheet: Canvas, data: Mapping[str, np.ndarray], marks: Sequence[float]) -> None:
    axes = sheet.axes[0]
    for place, sample in enumerate(data.values()):
        share = 100 * np.arange(1, len(sample) + 1) / len(sample)
        axes.step(sample, share, where="post", color=series(place))
    for mark in marks:
        axes.axhline(mark, color=FAINT, linewidth=0.9, dashes=(4, 3))
        axes.annotate(f"p{mark:g}", (1, mark), (4, 0), xycoords=("axes fraction", "data"), **BESIDE)
    axes.set_ylim(0, 102)
    axes.set_ylabel("values at or below (%)")
    key(sheet, {name: series(place) for place, name in enumerate(data)})
