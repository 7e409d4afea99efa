"""An execution plan as a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course.measure.numbers import number
from course.measure.plans import Plan, PlanNode
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import FAINT, INK, KINDS, MUTED
from course.show.describe import alt_text

GAP = 36
RISE = 14
LINE = 17
NARROWEST = 150
TWO_SIDED = 290
WIDEST = 410
OFF_BY = 10
# Share of the plan's blocks that a node touched itself → fill of its box, pale to dark.
HEAT = ((0.02, "#f3f6f8"), (0.2, "#dbe9f3"), (0.5, "#b3d2e6"), (1.01, "#86b8d8"))
FLOW = "#c3cad1"


class _Line(NamedTuple):
    text: str
    weight: str
    colour: str
    size: float


@dataclass
class _Box:
    """A node's place in the picture, in pixels; `above` when it feeds the box over it in the same column, `cut` when a
    node above may stop it before its last row. Its name stands in `lines`, its numbers in `numbers`."""

    node: PlanNode
    column: int
    above: bool
    cut: bool
    lines: list[_Line] = field(default_factory=list)
    numbers: list[_Line] = field(default_factory=list)
    y: float = 0.0
    feeds: list[_Box] = field(default_factory=list)

    @property
    def height(self) -> float:
        return LINE * max(len(self.lines), len(self.numbers)) + 14

    @property
    def off(self) -> bool:
        """Whether the estimate was so wrong that it is marked. Fewer rows than expected say nothing about a node that
        was stopped early."""
        few = self.node.loops and float(self.node.tree["Actual Rows"]) < self.node.estimated
        return self.node.misestimate > OFF_BY and not (few and self.cut)

    def all(self) -> list[_Box]:
        return [self] + [below for feed in self.feeds for below in feed.all()]


def plan(plan: Plan, title: str, alt: str | None = None) -> None:
    """Draw an `explain()`ed plan as a tree: the result at the top left; rows flow up and to the left, from the tables.

    Each box has the node type, its table and index, the rows estimated → returned (per loop) and the blocks that the
    node touched itself: the darker, the larger its share. A frame and ! mark an estimate off by more than ten times.
    """
    if not isinstance(plan, Plan):
        raise TypeError("show.plan() draws what explain() returns: show.plan(explain(pg, 'SELECT …'), title=…)")
    outline = "; ".join(node.label for node in plan.root.walk())
    with canvas(title, height=10, axes=False, alt=alt or alt_text("Plan as a tree", title, outline)) as sheet:
        _draw(sheet, plan)


def _draw(sheet: Canvas, plan: Plan) -> None:
    root = _placed(plan.root, 0, above=False, cut=False)
    columns = 1 + max(box.column for box in root.all())
    room = WIDTH - 2 * MARGIN
    wide = min(WIDEST, max(NARROWEST, (room - GAP * (columns - 1)) / columns))
    # A plan with too many columns is drawn larger and shrunk as a whole.
    shrink = min(1.0, room / (columns * wide + (columns - 1) * GAP))
    for box in root.all():
        _fill(sheet, box, wide - 20, two_sided=wide >= TWO_SIDED)
    height = _stack(root, 0.0)
    if plan.root.loops:
        sheet.subtitle = "rows: estimated → returned, per loop · darker: more of the blocks"
        if any(box.off for box in root.all()):
            sheet.subtitle += f" · framed, !: estimate off by more than {OFF_BY} ×"
    sheet.height = int(height * shrink + MARGIN)
    axes = sheet.bare(room / shrink, height)
    most = max(box.node.rows for box in root.all())
    for box in root.all():
        x = box.column * (wide + GAP)
        for feed in box.feeds:
            _flow(axes, box, feed, x, wide, 1.0 + 5.0 * math.log1p(feed.node.rows) / math.log1p(max(most, 1)))
        _paint(axes, box, x, wide, plan.blocks, shrink)


def _placed(node: PlanNode, column: int, above: bool, cut: bool) -> _Box:
    """A node that feeds its parent alone stands under it; several feeds open a new column."""
    alone = len(node.children) == 1
    cuts = cut or node.type in ("Limit", "Merge Join") or node.tree.get("Join Type") in ("Semi", "Anti")
    feeds = [_placed(child, column + (not alone), alone, cuts) for child in node.children]
    return _Box(node, column, above, cut, feeds=feeds)


def _fill(sheet: Canvas, box: _Box, room: float, two_sided: bool) -> None:
    """Write the box: its name, then its numbers under it or, in a wide box, at its right."""
    join = box.node.tree.get("Join Type")
    kind = box.node.type if join in (None, "Inner") else f"{box.node.type} ({join})"
    on = " · ".join(name for name in (box.node.relation, box.node.index) if name)
    numbers = _numbers(box)
    left = room
    if two_sided:
        left -= max(sheet.text_width(line.text, line.size, line.weight == "bold") for line in numbers) + 10
    box.lines = [_Line(text, "bold", INK, 10) for text in sheet.wrapped(kind, left, 10, bold=True)]
    box.lines += [_Line(text, "normal", MUTED, 9) for text in sheet.wrapped(on, left, 9) if text]
    if two_sided:
        box.numbers = numbers
    else:
        wrapped = [(line, sheet.wrapped(line.text, room, line.size, line.weight == "bold")) for line in numbers]
        box.lines += [line._replace(text=text) for line, texts in wrapped for text in texts]


def _numbers(box: _Box) -> list[_Line]:
    node = box.node
    if not node.loops:
        never = "Actual Loops" in node.tree
        return [_Line("never run" if never else f"{number(node.estimated)} rows expected", "normal", MUTED, 9)]
    rows = f"{number(node.estimated)} → {number(float(node.tree['Actual Rows']))} rows"
    rows += f" × {number(node.loops)}" if node.loops > 1 else ""
    lines = [_Line(f"! {rows}", "bold", KINDS["warn"][1], 9) if box.off else _Line(rows, "normal", INK, 9)]
    if node.own_blocks:
        lines.append(_Line(f"{number(node.own_blocks)} block{'s' * (node.own_blocks != 1)}", "normal", INK, 9))
    return lines


def _stack(box: _Box, top: float) -> float:
    """Place the box at `top`, a single feed under it, several feeds beside it and one under the other. Returns the
    bottom of it all."""
    box.y = top
    bottom = top + box.height
    if len(box.feeds) == 1:
        return _stack(box.feeds[0], bottom + RISE)
    beside = top
    for feed in box.feeds:
        beside = _stack(feed, beside) + RISE
    return max(bottom, beside - RISE)


def _flow(axes: Axes, box: _Box, feed: _Box, x: float, wide: float, width: float) -> None:
    if feed.above:
        path = [(x + 22, box.y + box.height), (x + 22, feed.y)]
    else:
        middle, start, end = x + wide + GAP / 2, feed.y + LINE, box.y + LINE
        path = [(x + wide, end), (middle, end), (middle, start), (x + wide + GAP, start)]
    axes.plot(*zip(*path, strict=True), color=FLOW, linewidth=width, zorder=1, solid_joinstyle="round")


def _paint(axes: Axes, box: _Box, x: float, wide: float, blocks: int, shrink: float) -> None:
    share = box.node.own_blocks / blocks if blocks else 0.0
    axes.add_patch(
        FancyBboxPatch(
            (x + 1, box.y + 1),
            wide - 2,
            box.height - 2,
            boxstyle="round,pad=0,rounding_size=5",
            facecolor=next(colour for limit, colour in HEAT if share < limit),
            edgecolor=KINDS["warn"][1] if box.off else FAINT,
            linewidth=1.8 if box.off else 0.9,
            zorder=2,
        )
    )
    for at, side, lines in ((x + 10, "left", box.lines), (x + wide - 10, "right", box.numbers)):
        for place, line in enumerate(lines):
            axes.text(
                at,
                box.y + 7 + LINE * (place + 0.5),
                line.text,
                ha=side,
                va="center",
                color=line.colour,
                fontweight=line.weight,
                fontsize=line.size * shrink,
                zorder=3,
            )
