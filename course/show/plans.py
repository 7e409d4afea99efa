"""An execution plan as a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course.measure.numbers import number
from course.measure.plans import Plan, PlanNode
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import FAINT, INK, KINDS, MUTED
from course.show.describe import alt_text

GAP = 34
LINE = 17
OFF_BY = 10
# Share of the plan's blocks that a node touched itself → fill of its box, pale to dark.
HEAT = ((0.02, "#f3f6f8"), (0.2, "#dbe9f3"), (0.5, "#b3d2e6"), (1.01, "#86b8d8"))


@dataclass
class _Box:
    node: PlanNode
    lines: list[tuple[str, str, str]]
    column: int
    y: float = 0.0
    feeds: list[_Box] = field(default_factory=list)

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + 16


def plan(plan: Plan, title: str, alt: str | None = None) -> None:
    """Draw an `explain()`ed plan as a tree: the result on the left, the tables on the right, rows flowing left.

    Each box has the node type, its table and index, rows estimated → returned per loop (with ! where the estimate was off by
    more than ten times) and the blocks the node touched itself; the darker, the larger its share of all blocks.
    """
    if not isinstance(plan, Plan):
        raise TypeError("show.plan() draws what explain() returns: show.plan(explain(pg, 'SELECT …'), title=…)")
    outline = "; ".join(node.label for node in plan.root.walk())
    with canvas(title, height=10, axes=False, alt=alt or alt_text("Plan as a tree", title, outline)) as sheet:
        _draw(sheet, plan)


def _draw(sheet: Canvas, plan: Plan) -> None:
    depth = _depth(plan.root)
    room = WIDTH - 2 * MARGIN
    wide = min(250.0, (room - GAP * (depth - 1)) / depth)
    root = _boxes(sheet, plan.root, 0, wide)
    height = _stack(root, 0.0)
    sheet.height = int(height + MARGIN)
    axes = sheet.bare(room, height)
    most = max((box.node.rows for box in _all(root)), default=1)
    for box in _all(root):
        x = box.column * (wide + GAP)
        for feed in box.feeds:
            _flow(axes, x + wide, box.y + box.height / 2, feed.y + feed.height / 2, feed.node.rows, most)
        _box(axes, box, x, wide, plan.blocks)


def _boxes(sheet: Canvas, node: PlanNode, column: int, wide: float) -> _Box:
    warn = KINDS["warn"][1]
    lines = [(text, "bold", INK) for text in sheet.wrapped(_kind(node), wide - 20, 10, bold=True)]
    for name in (node.relation, node.index):
        if name:
            lines += [(text, "normal", MUTED) for text in sheet.wrapped(name, wide - 20, 9)]
    if node.loops:
        off = node.misestimate > OFF_BY
        rows = f"{number(node.estimated)} → {number(float(node.tree['Actual Rows']))} rows"
        rows += f" × {number(node.loops)}" if node.loops > 1 else ""
        rows = f"! {rows}" if off else rows
        lines += [
            (text, "bold" if off else "normal", warn if off else INK) for text in sheet.wrapped(rows, wide - 20, 9)
        ]
        lines.append((f"{number(node.own_blocks)} blocks", "normal", INK))
    elif node.tree.get("Actual Loops") == 0:
        lines.append(("never run", "normal", MUTED))
    else:
        lines.append((f"{number(node.estimated)} rows expected", "normal", INK))
    return _Box(node, lines, column, feeds=[_boxes(sheet, child, column + 1, wide) for child in node.children])


def _kind(node: PlanNode) -> str:
    join = node.tree.get("Join Type")
    return node.type if join in (None, "Inner") else f"{node.type} ({join})"


def _stack(box: _Box, top: float) -> float:
    """Place the box and all that feeds it below `top`; the leaves one under the other, a parent in the middle of its feeds.
    Returns the bottom."""
    bottom = top
    for feed in box.feeds:
        bottom = _stack(feed, bottom) + 14
    bottom = bottom - 14 if box.feeds else top
    if box.feeds:
        first, last = box.feeds[0], box.feeds[-1]
        box.y = (first.y + first.height / 2 + last.y + last.height / 2) / 2 - box.height / 2
        if box.y < top:
            shift = top - box.y
            for below in _all(box):
                below.y += shift
            bottom += shift
    else:
        box.y = top
    return max(bottom, box.y + box.height)


def _all(box: _Box) -> list[_Box]:
    return [box] + [below for feed in box.feeds for below in _all(feed)]


def _depth(node: PlanNode) -> int:
    return 1 + max((_depth(child) for child in node.children), default=0)


def _flow(axes: Axes, x: float, to: float, source: float, rows: int, most: int) -> None:
    width = 1.0 + 5.0 * (math.log1p(rows) / math.log1p(most) if most else 0)
    middle = x + GAP / 2
    axes.plot(
        [x, middle, middle, x + GAP],
        [to, to, source, source],
        color="#c3cad1",
        linewidth=width,
        zorder=1,
        solid_joinstyle="round",
        solid_capstyle="butt",
    )


def _box(axes: Axes, box: _Box, x: float, wide: float, blocks: int) -> None:
    share = box.node.own_blocks / blocks if blocks else 0.0
    fill = next(colour for limit, colour in HEAT if share < limit)
    off = box.node.misestimate > OFF_BY
    axes.add_patch(
        FancyBboxPatch(
            (x + 1, box.y + 1),
            wide - 2,
            box.height - 2,
            boxstyle="round,pad=0,rounding_size=5",
            facecolor=fill,
            edgecolor=KINDS["warn"][1] if off else FAINT,
            linewidth=1.8 if off else 0.9,
            zorder=2,
        )
    )
    for place, (text, weight, colour) in enumerate(box.lines):
        axes.text(
            x + 10,
            box.y + 8 + LINE * (place + 0.5),
            text,
            va="center",
            color=colour,
            fontweight=weight,
            fontsize=10 if weight == "bold" and place == 0 else 9,
            zorder=3,
        )
