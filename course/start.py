"""What the start page shows: this machine, and the roadmap.

What differs between machines goes into the picture; the text beside it is the same everywhere, so that a stored start
page can be compared with a new run.
"""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course.engines.catalogue import ENGINES, EngineInfo, Found
from course.measure.output import emit, rich
from course.roadmap import Section, link, sections
from course.show.canvas import MARGIN, WIDTH, Canvas, canvas
from course.show.colours import INK, MUTED, kind

TIERS = {
    "embedded": "Come with the course",
    "system": "From this machine; where one is missing, lessons show a recording",
}
ACROSS = 3
TILE = 58
GAP = 8
HEAD = 30

Seen = list[tuple[EngineInfo, Found | None]]


def machine(engines: Iterable[EngineInfo] = ENGINES) -> bool:
    """Draw which engines are here, with their versions, and how to install the others; what `course doctor` prints.

    Returns whether everything that comes with the course is here.
    """
    seen = [(info, info.find()) for info in engines if info.tier in TIERS]
    own = [found is not None for info, found in seen if info.tier == "embedded"]
    here = sum(found is not None for _, found in seen)
    title = f"{here} of {len(seen)} engines are ready on this machine"
    words = f"Board of the engines on this machine: {', '.join(info.title for info, _ in seen)}."
    with canvas(title, height=10, axes=False, alt=words) as sheet:
        _board(sheet, seen)
    return all(own)


def roadmap() -> None:
    """Show all sections with their lessons, linked where they are ready."""
    plan = sections()
    lessons = sum(len(section.items) for section in plan)
    ready = sum(len(section.items) for section in plan if section.ready)
    head = f"{ready} of {lessons} lessons in {len(plan)} sections are ready"
    wide = max(len(section.title) for section in plan)
    lines = [f"{s.number:2}  {s.title:{wide}}  {_dots(s)}  {_status(s)}" for s in plan]
    page = f"<p><strong>{head}</strong></p><table><tbody>{''.join(map(_row, plan))}</tbody></table>"
    emit({"text/plain": "\n".join([head, "", *lines]), "text/html": page})


def _row(section: Section) -> str:
    def named(title: str, target: str) -> str:
        return f'<a href="{target}">{rich(title)}</a>' if section.ready else rich(title)

    lessons = " · ".join(named(item.title, link(section, item)) for item in section.items)
    left = 'align="left" style="text-align: left; vertical-align: top"'
    title = f"<strong>{named(section.title, link(section))}</strong>"
    return (
        f"<tr><td {left}>{section.number}</td><td {left}>{title}<br>{_dots(section)} "
        f"<em>{_status(section)}</em></td><td {left}>{lessons}</td></tr>"
    )


def _dots(section: Section) -> str:
    return ("●" if section.ready else "○") * len(section.items)


def _status(section: Section) -> str:
    return "ready" if section.ready else "to come"


def _board(sheet: Canvas, seen: Seen) -> None:
    room = WIDTH - 2 * MARGIN
    groups = {heading: [pair for pair in seen if pair[0].tier == tier] for tier, heading in TIERS.items()}
    rows = {heading: -(-len(pairs) // ACROSS) for heading, pairs in groups.items()}
    height = sum(HEAD + count * (TILE + GAP) for count in rows.values())
    sheet.height = height + MARGIN
    axes = sheet.bare(room, height)
    y = 0.0
    for heading, pairs in groups.items():
        axes.text(0, y + HEAD - 10, heading, va="bottom", fontsize=10, color=MUTED)
        y += HEAD
        for place, (info, found) in enumerate(pairs):
            wide = (room - (ACROSS - 1) * GAP) / ACROSS
            _tile(sheet, axes, (place % ACROSS) * (wide + GAP), y + place // ACROSS * (TILE + GAP), wide, info, found)
        y += rows[heading] * (TILE + GAP)


def _tile(sheet: Canvas, axes: Axes, x: float, y: float, wide: float, info: EngineInfo, found: Found | None) -> None:
    missing = "bad" if info.tier == "embedded" else "wait"
    fill, ink, sign = kind("good" if found else missing)
    shape = "round,pad=4,rounding_size=6"
    axes.add_patch(FancyBboxPatch((x + 4, y + 4), wide - 8, TILE - 8, boxstyle=shape, color=fill, linewidth=0))
    name = f"{sign} {info.title}".strip() if found else f"{sign} {info.title}: not here".strip()
    axes.text(x + 12, y + 19, name, va="center", fontsize=10.5, fontweight="bold", color=ink)
    said = " ".join((found.version, found.how)).strip() if found else info.install_line()
    line = next(iter(sheet.wrapped(said, wide - 24, 8.5)))
    axes.text(x + 12, y + 40, line if line == said else f"{line} …", va="center", fontsize=8.5, color=INK)
