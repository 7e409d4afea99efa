"""A key to the colours, in one line under the title; for figures whose marks have no room for labels."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.patches import Patch

from course.show.canvas import Canvas
from course.show.colours import INK


def key(sheet: Canvas, colours: Mapping[str, str], edge: str | None = None) -> None:
    """Put a swatch and a name for each colour above the first axes."""
    if len(colours) < 2:
        return
    swatches = [Patch(facecolor=colour, edgecolor=edge or colour, label=name) for name, colour in colours.items()]
    sheet.axes[0].legend(
        handles=swatches,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=min(len(swatches), 6),
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.5,
        columnspacing=1.6,
        borderaxespad=0.3,
        borderpad=0.2,
        labelcolor=INK,
    )
