"""What the start page shows: this machine, the roadmap, and how far its reader is.

What differs between machines and readers goes into the picture; the text beside it is the same everywhere, so that a
stored start page can be compared with a new run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course.engines.catalogue import ENGINES, EngineInfo, Found
from course.engines.paths import PROJECT
from course.grading.assignment import RELEASE, release_path
from course.measure.output import emit, rich
from course.measure.progress import watched
from course.practice.progress import Done, Kept, by_item, load, practised
from course.roadmap import Item, Section, link, sections
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
LINE = 26
NAME_SIZES = (10.5, 10, 9.5, 9, 8.5, 7.5)  # the largest at which a name fits into its tile

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


def progress(root: Path = PROJECT) -> bool:
    """Draw which exercises of the ready sections are complete, from what `course check` recorded.

    Returns whether the record could be read. Nobody's progress is drawn where nobody watches: a stored page is for all.
    """
    done, trouble = by_item(root, load() if watched() else Kept())
    ready = [section for section in sections() if section.ready]
    complete = sum(done[item.id].complete for section in ready for item in section.items if item.id in done)
    count = sum(len(section.items) for section in ready)
    title = f"{complete} of {count} lessons are practised" if complete else "Your exercises, lesson by lesson"
    words = "Board of your exercises: a tile for each lesson, and how many of its visible tests pass."
    with canvas(title, height=10, axes=False, alt=words) as sheet:
        sheet.subtitle = trouble or "a lesson is practised when all visible tests of its exercise pass"
        _lessons(sheet, ready, done)
    return trouble is None


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
    if release_path(section.notebook).is_file():
        title += f' · <a href="../{RELEASE}/{section.notebook}/{section.notebook}.ipynb">exercises</a>'
    return (
        f"<tr><td {left}>{section.number}</td><td {left}>{title}<br>{_dots(section)} "
        f"<em>{_status(section)}</em></td><td {left}>{lessons}</td></tr>"
    )


def _dots(section: Section) -> str:
    return ("●" if section.ready else "○") * len(section.items)


def _status(section: Section) -> str:
    return "ready" if section.ready else "to come"


def _board(sheet: Canvas, seen: Seen) -> None:
    groups = {heading: [pair for pair in seen if pair[0].tier == tier] for tier, heading in TIERS.items()}
    axes = _paper(sheet, sum(_room(len(pairs)) for pairs in groups.values()))
    y = 0.0
    for heading, pairs in groups.items():
        _heading(axes, y, heading)
        for place, (info, found) in enumerate(pairs):
            missing = "bad" if info.tier == "embedded" else "wait"
            said = " ".join((found.version, found.how)).strip() if found else info.install_line()
            name = info.title if found else f"{info.title}: not here"
            _tile(sheet, axes, y, place, "good" if found else missing, name, said)
        y += _room(len(pairs))


def _lessons(sheet: Canvas, ready: list[Section], done: Mapping[str, Done]) -> None:
    """The sections at work in full, the others in a line each."""
    begun = [section for section in ready if _passed(section, done) and not _complete(section, done)]
    full = begun or [section for section in ready if not _complete(section, done)][:1]
    axes = _paper(sheet, sum(_room(len(section.items)) if section in full else LINE for section in ready))
    y = 0.0
    for section in ready:
        if section not in full:
            _heading(axes, y - (HEAD - LINE), f"{section.title}: {_state(section, done)}")
            y += LINE
            continue
        _heading(axes, y, section.title)
        for place, item in enumerate(section.items):
            kind_of_tile, said = _far(item, done)
            _tile(sheet, axes, y, place, kind_of_tile, item.title.replace("`", ""), said)
        y += _room(len(section.items))


def _far(item: Item, done: Mapping[str, Done]) -> tuple[str, str]:
    """The kind of an item's tile and what it says."""
    one = done.get(item.id)
    if one is None:
        return "wait", "exercise to come"
    if one.complete:
        return "good", "its test passes" if one.tests == 1 else f"all {one.tests} tests pass"
    return "neutral" if one.passed else "wait", f"{one.passed} of {one.tests} tests pass"


def _passed(section: Section, done: Mapping[str, Done]) -> bool:
    return any(done[item.id].passed for item in section.items if item.id in done)


def _complete(section: Section, done: Mapping[str, Done]) -> bool:
    return practised(section, done) and all(done[item.id].complete for item in section.items if item.id in done)


def _state(section: Section, done: Mapping[str, Done]) -> str:
    return "all practised" if _complete(section, done) else "not begun"


def _paper(sheet: Canvas, height: float) -> Axes:
    sheet.height = round(height) + MARGIN
    return sheet.bare(WIDTH - 2 * MARGIN, height)


def _room(tiles: int) -> int:
    """Pixels that a heading and its tiles take."""
    return HEAD + -(-tiles // ACROSS) * (TILE + GAP)


def _heading(axes: Axes, y: float, text: str) -> None:
    axes.text(0, y + HEAD - 10, text, va="bottom", fontsize=10, color=MUTED)


def _tile(sheet: Canvas, axes: Axes, top: float, place: int, meaning: str, name: str, said: str) -> None:
    """The tile number `place`, from 0, under the heading at `top`."""
    wide = (WIDTH - 2 * MARGIN - (ACROSS - 1) * GAP) / ACROSS
    x, y = (place % ACROSS) * (wide + GAP), top + HEAD + place // ACROSS * (TILE + GAP)
    fill, ink, sign = kind(meaning)
    shape = "round,pad=4,rounding_size=6"
    axes.add_patch(FancyBboxPatch((x + 4, y + 4), wide - 8, TILE - 8, boxstyle=shape, color=fill, linewidth=0))
    head = f"{sign} {name}".strip()
    size = next((size for size in NAME_SIZES if sheet.text_width(head, size, bold=True) <= wide - 20), NAME_SIZES[-1])
    axes.text(x + 12, y + 19, head, va="center", fontsize=size, fontweight="bold", color=ink)
    line = next(iter(sheet.wrapped(said, wide - 24, 8.5)))
    axes.text(x + 12, y + 40, line if line == said else f"{line} …", va="center", fontsize=8.5, color=INK)
