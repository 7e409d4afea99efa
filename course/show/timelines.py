"""Sessions, clients and servers side by side, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.patches import Rectangle

from course.show.axes import scale
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import FAINT, INK, kind
from course.show.describe import alt_text, names

MOST_LINES = 4

Span = tuple[float, float, str, str]


def timeline(lanes: Mapping[str, Sequence[Span]], title: str, x: str = "step", alt: str | None = None) -> None:
    """Draw one lane for each name with its spans `(start, end, text, kind)`; kind is good, bad, warn, neutral or wait.
    `x` names the axis: "step", or a time with its unit. A text that does not fit its span is shortened, or left out."""
    spans = {str(lane): [_checked(lane, span) for span in row] for lane, row in lanes.items()}
    flat = [span for row in spans.values() for span in row]
    if not flat:
        raise ValueError('timeline() needs at least one span: timeline({"session 1": [(0, 1, "BEGIN", "neutral")]}, …)')
    description = alt_text("Timeline", title, f"Lanes: {names(spans)}", f"Along the axis: {x}")
    first, last = min(span[0] for span in flat), max(span[1] for span in flat)
    with canvas(title, alt=alt or description) as sheet:
        axes = sheet.axes[0]
        label_room = max(sheet.text_width(lane, 10) for lane in spans) + 40
        pixel = (WIDTH - 2 * MARGIN - label_room) / ((last - first) or 1)
        deepest = 1
        for row, lane in enumerate(spans.values()):
            for start, end, text, name in lane:
                fill, ink, sign = kind(name)
                waits = name == "wait"
                axes.add_patch(
                    Rectangle(
                        (start, row - 0.4),
                        end - start,
                        0.8,
                        facecolor=fill,
                        edgecolor=FAINT if waits else ink,
                        linewidth=0.7,
                        hatch="///" if waits and not text else None,
                    )
                )
                lines = _fitted(sheet, f"{sign} {text}".strip(), (end - start) * pixel - 6)
                deepest = max(deepest, len(lines))
                axes.text((start + end) / 2, row, "\n".join(lines), ha="center", va="center", fontsize=9, color=ink)
        sheet.height = 70 + len(spans) * (26 + 17 * deepest)
        rim = (last - first) * 0.004
        axes.set_xlim(first - rim, last + rim)
        axes.set_ylim(len(spans) - 0.5, -0.5)
        axes.set_yticks(range(len(spans)), list(spans))
        axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
        scale(axes.xaxis, log=False)
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x", visible=True)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(x)


def _fitted(sheet: Canvas, text: str, width: float) -> list[str]:
    """The text in at most four lines of this width in pixels; else its first word; else nothing."""
    lines = sheet.wrapped(text, width, 9)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    for shorter in (lines, [f"{text.split()[0]} …"] if text else []):
        if all(sheet.text_width(line, 9) <= width + 4 for line in shorter):
            return shorter
    return []


def _checked(lane: object, span: Span) -> Span:
    if not isinstance(span, (tuple, list)) or len(span) != 4:
        raise TypeError(f"timeline(): a span of {lane!r} must be (start, end, text, kind), not {span!r}")
    start, end, text, name = span
    kind(name)
    if not end > start:
        raise ValueError(f"timeline(): {text!r} of {lane!r} ends at {end}, starts at {start}; make it longer")
    return float(start), float(end), str(text), name
