"""Styled axes for what no ready-made figure draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from course.show.axes import scale
from course.show.canvas import HEIGHTS, canvas
from course.show.describe import alt_text


@contextmanager
def figure(
    title: str,
    x: str | None = None,
    y: str | None = None,
    size: str = "normal",
    panels: int = 1,
    alt: str | None = None,
) -> Iterator[Any]:
    """Axes in the course's style: `with show.figure(title, x="requests/s", y="p99 (ms)") as ax: ax.plot(…)`.

    With `panels` above 1 the block gets a list of axes, side by side. `size` is normal, tall or wide (low). The figure
    is shown at the end of the block.
    """
    if size not in HEIGHTS:
        raise ValueError(f"no size {size!r}; choose from {', '.join(HEIGHTS)}")
    description = alt_text("Figure", title, f"x: {x}" if x else "", f"y: {y}" if y else "")
    with canvas(title, height=HEIGHTS[size], panels=panels, alt=alt or description) as sheet:
        for axes in sheet.axes:
            axes.set_xlabel(x or "")
            for axis in (axes.xaxis, axes.yaxis):
                scale(axis, log=False)
        sheet.axes[0].set_ylabel(y or "")
        yield sheet.axes[0] if panels == 1 else sheet.axes
        for axes in sheet.axes:
            for axis in (axes.xaxis, axes.yaxis):
                if axis.get_scale() == "log":
                    scale(axis, log=True)
