"""A figure from empty paper to the notebook: size, title, PNG, alternative text."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import matplotlib as mpl
import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course.measure.output import emit
from course.show.colours import INK, MUTED, OWN

STYLE = Path(__file__).with_name("style.mplstyle")
WIDTH = 900
# A lesson holds some seventy figures and must stay below 2 MB: 1.3 pixels for each of the page's, and 24 shades for the
# edges of letters and lines beside the course's own colours, are as sharp to the eye as twice of both.
PALETTES = (24, 16)
LARGEST = 25_000
PIXELS_PER_INCH = 100
HEIGHTS = {"normal": 400, "tall": 560, "wide": 300}

MARGIN = 16
TITLE_SIZE = 13.5
TITLE_LINE = 25
SUBTITLE_SIZE = 10
SUBTITLE_LINE = 19


class Canvas:
    """A styled figure under construction: `fig`, its `axes`, and what its title will be. Lengths are in pixels of a
    figure that is `WIDTH` pixels wide in the notebook."""

    def __init__(self, title: str, height: int, panels: int = 1, axes: bool = True) -> None:
        self.title = title.strip()
        self.subtitle = ""
        self.alt: str | None = None
        self.height = height
        self.fig = Figure()
        FigureCanvasAgg(self.fig)
        self.fig.set_size_inches(WIDTH / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
        self._bare = False
        self.axes: list[Axes] = list(self.fig.subplots(1, panels, squeeze=False)[0]) if axes else []

    def bare(self, width: float, height: float) -> Axes:
        """Axes without any decoration whose unit is the pixel, with the origin at the top left."""
        axes = self.fig.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        self.axes = [axes]
        self._bare = True
        return axes

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide `text` will be drawn, in pixels."""
        artist = self.fig.text(0, 0, text, fontsize=size, fontweight="bold" if bold else "normal")
        extent = artist.get_window_extent(cast(FigureCanvasAgg, self.fig.canvas).get_renderer())
        artist.remove()
        return float(extent.width) * PIXELS_PER_INCH / self.fig.dpi

    def wrapped(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """`text` in lines no wider than `width` pixels; a single word may be wider."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.text_width(longer, size, bold) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def finish(self) -> bytes:
        """Put the title on and return the PNG."""
        room = WIDTH - 2 * MARGIN
        title = self.wrapped(self.title, room, TITLE_SIZE, bold=True)
        subtitle = self.wrapped(self.subtitle, room, SUBTITLE_SIZE) if self.subtitle else []
        head = MARGIN + TITLE_LINE * len(title) + SUBTITLE_LINE * len(subtitle) + 6
        height = self.height + head
        self.fig.set_size_inches(WIDTH / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
        y: float = MARGIN
        for lines, step, options in (
            (title, TITLE_LINE, {"fontsize": TITLE_SIZE, "fontweight": "bold", "color": INK}),
            (subtitle, SUBTITLE_LINE, {"fontsize": SUBTITLE_SIZE, "color": MUTED}),
        ):
            for line in lines:
                self.fig.text(MARGIN / WIDTH, 1 - y / height, line, va="top", **options)  # type: ignore[arg-type]
                y += step
        side, foot = MARGIN / WIDTH, MARGIN / 2 / height
        if self._bare:
            self.axes[0].set_position((side, MARGIN / height, 1 - 2 * side, (self.height - MARGIN) / height))
        else:
            area = (side / 2, foot, 1 - 1.5 * side, 1 - head / height - foot)
            self.fig.set_layout_engine("constrained", rect=area)
        return _png(self.fig)


@contextmanager
def canvas(
    title: str, height: int = HEIGHTS["normal"], panels: int = 1, axes: bool = True, alt: str | None = None
) -> Iterator[Canvas]:
    """Draw on a `Canvas` inside the block; at its end the figure is shown. `canvas.alt` may be set until then."""
    with mpl.rc_context(), style.context(STYLE):
        sheet = Canvas(title, height, panels, axes)
        sheet.alt = alt
        yield sheet
        png = sheet.finish()
    words = sheet.alt or sheet.title
    metadata = {"image/png": {"width": WIDTH, "alt": words}}
    emit({"text/plain": words, "image/png": b64encode(png).decode()}, metadata)


def _png(fig: Figure) -> bytes:
    canvas = cast(FigureCanvasAgg, fig.canvas)
    canvas.draw()
    drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # A figure has few colours: a palette keeps the file at a third of the size. Nothing in it carries a date.
    for colours in PALETTES:
        file = io.BytesIO()
        palette = _palette(drawn, colours)
        drawn.quantize(palette=palette, dither=Image.Dither.NONE).save(file, format="PNG", optimize=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()


def _palette(drawn: Image.Image, colours: int) -> Image.Image:
    """The course's own colours, exactly, and as many more as the blends at the edges of lines and letters need. Every
    second pixel is enough to find them, and median cut keeps pale tints apart, which an octree does not."""
    half = drawn.resize((drawn.width // 2, drawn.height // 2), Image.Resampling.NEAREST)
    blends = half.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    exact = [value for colour in OWN for value in bytes.fromhex(colour[1:])]
    palette = Image.new("P", (1, 1))
    palette.putpalette((exact + blends)[: 3 * 256])
    return palette
