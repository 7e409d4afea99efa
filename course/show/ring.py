"""A hash ring: who owns which part of the key space."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from course.measure.numbers import number
from course.show.canvas import canvas
from course.show.colours import INK, MUTED, PAPER, series
from course.show.describe import alt_text, names

OUTER = 1.0
RIM = 0.26
RIGHT: dict[str, Any] = {"ha": "right", "va": "center", "color": INK}


def ring(
    tokens: Mapping[str, Sequence[float]],
    title: str,
    span: tuple[float, float] = (0.0, 1.0),
    keys: Mapping[str, float] | None = None,
    alt: str | None = None,
) -> None:
    """Draw a hash ring with its first token at the top, clockwise, and each node's share of it beside.

    `tokens` maps a node to its positions in `span` (low included, high not). A node owns what lies between the token
    before and its own: a key belongs to the next token clockwise (Karger et al. 1997). `keys` marks keys by position.
    """
    low, high = span
    owned = owners(tokens, span)
    shares = {node: sum(end - start for start, end, owner in owned if owner == node) / (high - low) for node in tokens}
    count = sum(map(len, tokens.values()))
    description = alt_text(
        "Hash ring",
        title,
        f"Nodes: {names(tokens)}, with {number(count)} tokens between them, and the share of the ring that each owns",
        f"Keys marked: {names(keys)}" if keys else "",
    )
    with canvas(title, height=max(340, 26 * len(tokens) + 80), panels=2, alt=alt or description) as sheet:
        circle, beside = sheet.axes
        colours = {node: series(place) for place, node in enumerate(tokens)}
        circle.set_aspect("equal")
        circle.set_axis_off()
        reach = 1.25 if keys else 1.02
        circle.set_xlim(-reach, reach)
        circle.set_ylim(-reach, reach)
        gap = 0.6 if count <= 60 else 0.0
        arcs = PolyCollection(
            [_arc((start - low) / (high - low), (end - low) / (high - low)) for start, end, _ in owned],
            facecolors=[colours[owner] for _, _, owner in owned],
            edgecolors=PAPER,
            linewidths=gap,
            # The blends between hundreds of thin arcs would only blur them.
            antialiased=gap > 0,
        )
        arcs.set_in_layout(False)
        circle.add_collection(arcs, autolim=False)
        circle.text(0, 0, f"{number(count)} tokens\n{len(tokens)} nodes", ha="center", va="center", color=MUTED)
        for text, place in (keys or {}).items():
            _key(circle, text, 2 * math.pi * (place - low) / (high - low))
        _shares(beside, shares, colours)


def owners(tokens: Mapping[str, Sequence[float]], span: tuple[float, float]) -> list[tuple[float, float, str]]:
    """The ring cut at its tokens: (start, end, owner) in order. The part after the last token belongs to the first.

    Raises ValueError for a ring without tokens, a token outside the span, or one that two nodes hold.
    """
    low, high = span
    marks = sorted((float(token), str(node)) for node, positions in tokens.items() for token in positions)
    if not marks:
        raise ValueError("a ring needs at least one token")
    outside = [token for token, _ in marks if not low <= token < high]
    if outside:
        raise ValueError(f"token {outside[0]:g} lies outside the ring {low:g} … {high:g}; pass span=(low, high)")
    if len({token for token, _ in marks}) < len(marks):
        raise ValueError("two tokens are at the same place; every token must be different")
    cuts = [low, *(token for token, _ in marks)]
    parts = [(start, end, node) for start, (end, node) in zip(cuts, marks, strict=False) if end > start]
    return [*parts, (marks[-1][0], high, marks[0][1])]


def _arc(start: float, end: float) -> np.ndarray:
    """The outline of the ring's part between two shares of it, clockwise from the top; a corner for each degree."""
    angles = 2 * math.pi * np.linspace(start, end, 2 + math.ceil(360 * (end - start)))
    rim = np.column_stack([np.sin(angles), np.cos(angles)])
    return np.concatenate([OUTER * rim, (OUTER - RIM) * rim[::-1]])


def _key(axes: Axes, text: str, angle: float) -> None:
    x, y = math.sin(angle), math.cos(angle)
    axes.plot([x], [y], "o", color=INK, markersize=5, zorder=4)
    side = "left" if x >= 0 else "right"
    axes.text(1.07 * x, 1.07 * y, text, ha=side, va="center", color=INK, fontsize=9)


def _shares(axes: Axes, shares: Mapping[str, float], colours: Mapping[str, str]) -> None:
    for row, (node, share) in enumerate(shares.items()):
        axes.barh(row, 100 * share, height=0.62, color=colours[node])
        axes.annotate(f"{100 * share:.1f} %", (1, row), xycoords=("axes fraction", "data"), **RIGHT)
    fair = 100 / len(shares)
    axes.axvline(fair, color=INK, linewidth=1, dashes=(4, 3))
    axes.annotate("fair share", (fair, -0.6), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=9)
    axes.set_yticks(range(len(shares)), list(shares))
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, 118 * max(shares.values()))
    axes.tick_params(axis="y", labelcolor=INK, labelsize=10)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_xlabel("share of the ring (%)")
