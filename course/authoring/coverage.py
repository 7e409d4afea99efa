"""Is everything taught that the syllabus says is taught?

An item of a `ready` section needs, in its section's notebook, an anchor with its id, and between that anchor and the
next item's: code that was executed, a claim that held, and a paragraph that says how to practise it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.notebooks import claims, read
from course.engines.paths import PROJECT
from course.roadmap import Item, Section, sections

ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
PRACTISE = re.compile(r"\*\*Practise[.:]?\*\*")


def gaps(root: Path = PROJECT, syllabus: Iterable[Section] | None = None) -> list[str]:
    """What is missing, one sentence each; empty when every item of every ready section is taught."""
    found: list[str] = []
    for section in sections() if syllabus is None else syllabus:
        if section.ready:
            found += section_gaps(section, root)
    return found


def section_gaps(section: Section, root: Path = PROJECT) -> list[str]:
    """What a section's notebook lacks, one sentence each."""
    path = root / section.path
    if not path.exists():
        return [f"Section {section.number} ({section.title}) is marked ready and {section.path} does not exist."]
    lessons = dict(split(read(path), {item.id for item in section.items}))
    return [gap for item in section.items for gap in item_gaps(section, item, lessons.get(item.id))]


def item_gaps(section: Section, item: Item, cells: list[NotebookNode] | None) -> Iterator[str]:
    """What one item's lesson lacks; `cells` are the notebook's cells from its anchor to the next one's."""
    if cells is None:
        yield f'{section.path}: no lesson for {item.id}: nothing has the anchor <a id="{item.id}"></a>.'
        return
    code = [cell for cell in cells if cell.cell_type == "code"]
    if not any(cell.execution_count for cell in code):
        yield f"{section.path}: the lesson {item.id} runs nothing: it has no executed code cell."
    if not any(mark == "✓" for cell in code for mark, _ in claims(cell)):
        yield f"{section.path}: the lesson {item.id} finds nothing: it has no claim (✓)."
    if not any(cell.cell_type == "markdown" and PRACTISE.search(cell.source) for cell in cells):
        yield f"{section.path}: the lesson {item.id} gives nothing to do: it has no **Practise** paragraph."


def split(notebook: NotebookNode, ids: set[str]) -> Iterator[tuple[str, list[NotebookNode]]]:
    """The lessons in a notebook: (item id, its cells), from each anchor among `ids` to the next one."""
    item = ""
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        anchors = [a for a in ANCHOR.findall(cell.source) if a in ids] if cell.cell_type == "markdown" else []
        if anchors:
            if item:
                yield item, cells
            item, cells = anchors[0], []
        cells.append(cell)
    if item:
        yield item, cells


def outline(wanted: Iterable[Section], root: Path = PROJECT) -> str:
    """The roadmap as text: each section with its notebook, each item taught (✓) or still to come (·)."""
    lines = []
    for section in wanted:
        missing = {item.id for item in section.items} - taught(section, root)
        none = len(missing) == len(section.items)
        state = "to come" if none else "partly there" if missing else "ready" if section.ready else "there, unchecked"
        lines.append(f"{section.number:2}  {section.title}  ({section.path}: {state})")
        lines += [f"      {'·' if item.id in missing else '✓'} {item.id:28} {item.title}" for item in section.items]
    return "\n".join(lines)


def taught(section: Section, root: Path = PROJECT) -> set[str]:
    """Ids of the section's items whose lessons are complete."""
    path = root / section.path
    if not path.exists():
        return set()
    lessons = dict(split(read(path), {item.id for item in section.items}))
    return {item.id for item in section.items if not list(item_gaps(section, item, lessons.get(item.id)))}
