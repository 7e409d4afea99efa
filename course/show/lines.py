"""How a quantity grows: measured series, the law that predicts them, and the points that matter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from course.measure.numbers import is_number
from course.show.axes import positive, scale, spread, ticks_at
from course.show.canvas import Canvas, canvas
from course.show.colours import FAINT, INK, MUTED, series
from course.show.describe import alt_text, names

Curve = tuple[Sequence[float], Sequence[float]]

DOTTED = 24
NAME_WIDTH = 170


def lines(
    curves: Mapping[str, Curve],
    title: str,
    x: str,
    y: str,
    logx: bool = False,
    logy: bool = False,
    theory: Mapping[str, Curve] | None = None,
    marks: Mapping[str, float] | None = None,
    alt: str | None = None,
) -> None:
    """Draw `{"label": (xs, ys)}` as lines with their names at the right end; `x` and `y` name the axes with units.

    `theory` curves are dashed and thin. `marks` puts a vertical line with its text at an x position. The points
    of a short curve are marked with dots.
    """
    drawn = {str(name): _checked(name, curve) for name, curve in curves.items()}
    laws = {str(name): _checked(name, curve) for name, curve in (theory or {}).items()}
    if not drawn:
        raise TypeError('lines() draws a mapping of label to points: lines({"B-tree": (rows, blocks)}, …)')
    if logx:
        positive([value for xs, _ in (*drawn.values(), *laws.values()) for value in xs], "lines(logx=True)")
    if logy:
        positive([value for _, ys in (*drawn.values(), *laws.values()) for value in ys], "lines(logy=True)")
    description = alt_text(
        "Line chart",
        title,
        f"{y} against {x}" + _log_words(logx, logy),
        f"Curves: {names(drawn)}",
        f"Theory, dashed: {names(laws)}" if laws else "",
        f"Marked: {names(marks)}" if marks else "",
    )
    with canvas(title, alt=alt or description) as sheet:
        axes = sheet.axes[0]
        axes.margins(x=0.02)
        ends: list[_End] = []
        for name, (xs, ys) in laws.items():
            axes.plot(xs, ys, color=INK, linewidth=1.1, dashes=(4, 3), zorder=3)
            ends.append(_End(name, xs[-1], ys[-1], MUTED, "normal"))
        for place, (name, (xs, ys)) in enumerate(drawn.items()):
            axes.plot(
                xs, ys, color=series(place), marker="o" if len(xs) <= DOTTED else "", markersize=5.5, clip_on=False
            )
            ends.append(_End(name, xs[-1], ys[-1], series(place), "bold"))
        scale(axes.xaxis, logx, whole=all(x == int(x) for xs, _ in drawn.values() for x in xs))
        if logx:
            ticks_at(axes.xaxis, [x for xs, _ in drawn.values() for x in xs])
        if not logy and min(min(ys) for _, ys in (*drawn.values(), *laws.values())) >= 0:
            axes.set_ylim(bottom=0)
        scale(axes.yaxis, logy, whole=all(y == int(y) for _, ys in drawn.values() for y in ys))
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        _draw_marks(axes, marks or {})
        _name_ends(sheet, ends)


class _End(NamedTuple):
    name: str
    x: float
    y: float
    colour: str
    weight: str


def _name_ends(sheet: Canvas, ends: list[_End]) -> None:
    """Write each curve's name at its right end: beside the axes, or over the end of a curve that stops well before."""
    axes = sheet.axes[0]
    left, right = axes.get_xlim()
    turn = math.log10 if axes.get_xscale() == "log" else float
    short = [end for end in ends if (turn(end.x) - turn(left)) / (turn(right) - turn(left)) < 0.85]
    full = [end for end in ends if end not in short]
    for end in short:
        axes.annotate(
            end.name,
            (end.x, end.y),
            (6, 4),
            textcoords="offset points",
            va="bottom",
            color=end.colour,
            fontweight=end.weight,
        )
    texts = ["\n".join(sheet.wrapped(end.name, NAME_WIDTH, 10, bold=True)) for end in full]
    low, high = axes.get_ylim()
    turn = math.log10 if axes.get_yscale() == "log" else float
    wanted = [(turn(end.y) - turn(low)) / (turn(high) - turn(low)) for end in full]
    heights = [0.066 * (1 + text.count("\n")) for text in texts]
    for end, text, place in zip(full, texts, spread(wanted, heights, 0.0, 1.0), strict=True):
        axes.annotate(
            text,
            (1.0, place),
            (6, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=end.colour,
            fontweight=end.weight,
            annotation_clip=False,
        )


def _draw_marks(axes: Axes, marks: Mapping[str, float]) -> None:
    for text, position in marks.items():
        if not is_number(position):
            raise TypeError(f"marks: {text!r} needs an x position, not {position!r}")
        axes.axvline(position, color=FAINT, linewidth=1, zorder=1)
        axes.annotate(
            text,
            (position, 1.0),
            (4, -2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="top",
            color=INK,
            fontsize=9.5,
            bbox={"facecolor": "#fcfcfa", "edgecolor": "none", "pad": 1.2},
            zorder=4,
        )


def _log_words(logx: bool, logy: bool) -> str:
    return {0: "", 1: ", x logarithmic", 2: ", y logarithmic", 3: ", both logarithmic"}[logx + 2 * logy]


def _checked(name: object, curve: Any) -> tuple[list[float], list[float]]:
    try:
        xs, ys = ([float(value) for value in part] for part in curve)
    except (TypeError, ValueError) as error:
        raise TypeError(f"lines(): {name!r} must be a pair (xs, ys) of number lists") from error
    if len(xs) != len(ys) or not xs:
        raise ValueError(
            f"lines(): {name!r} has {len(xs)} xs and {len(ys)} ys; it needs as many of both, and one at least"
        )
    return xs, ys
