"""Does a stored notebook have the form that the course promises?

Each check yields sentences that say which cell, what is wrong and what to do. Nothing is executed: what nbval does not
look at (a cell that never ran, pictures, the proportions of prose and code) is looked at here.
"""

from __future__ import annotations

import html
import re
import socket
import statistics
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from course.authoring import recorded
from course.authoring.canonical import ANCHOR, HEADING, canonical
from course.authoring.notebooks import claims, code_cells, dump, images, read, tags
from course.authoring.sliders import overwritten
from course.needs import engine_needed, key
from course.roadmap import sections

MAX_BYTES = 2_000_000
WORDS_PER_CODE_CELL = (30, 70)
MEDIAN_LINES, LINES_OF_90_PERCENT, MAX_LINES = 6, 14, 25
MAX_SHARE_UNCOMPARED = 0.05
OPT_OUT_TAGS = {"nbval-ignore-output", "nbval-skip", "nbval-raises-exception", "raises-exception"}
OPT_OUT_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)

# What differs from machine to machine or from run to run, and so must not be in an output that is compared.
VOLATILE = {
    "a path of the machine": re.compile(r"/(?:tmp|home|root|Users|private/var|var/folders|work)/\S*|[A-Z]:\\\\?Users"),
    "an address with its port": re.compile(r"\b(?:localhost|127\.0\.0\.1|\[::1\]):\d+"),
    "a port": re.compile(r"\bport\s*[=:]?\s*\d{4,5}\b", re.IGNORECASE),
    "a process id": re.compile(r"\bpid\s*[=:]?\s*\d+", re.IGNORECASE),
    "an address in memory": re.compile(r"\b0x[0-9a-f]{6,}\b"),
}


def problems(path: Path) -> list[str]:
    """Everything that is wrong with the form of the notebook at `path`, one sentence each."""
    notebook = read(path)
    found = [
        *_file(path, notebook),
        *_execution(notebook),
        *_outputs(notebook),
        *_figures(notebook),
        *_opt_outs(notebook),
        *overwritten(notebook),
    ]
    found += _recordings(path, notebook)
    if path.parent.name == "notebooks" and path.stem in {section.notebook for section in sections()}:
        found += _proportions(notebook)
    return [f"{path.name}: {problem}" for problem in found]


def compared(notebook: NotebookNode) -> tuple[int, int]:
    """How many code cells nbval compares with their stored outputs, and how many code cells there are."""
    cells = code_cells(notebook)
    return sum(1 for cell in cells if cell.execution_count is not None and not opts_out(cell)), len(cells)


def opts_out(cell: NotebookNode) -> bool:
    """Whether a tag or a comment takes a cell out of nbval's comparison."""
    return bool(OPT_OUT_TAGS & {tag.lower() for tag in tags(cell)}) or OPT_OUT_COMMENT.search(cell.source) is not None


def words(notebook: NotebookNode) -> int:
    """Words of prose: code blocks, HTML tags, formulas and link targets are not prose."""
    total = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?(```|\Z)|\$\$.*?\$\$|<[^>]+>|(?<=\])\([^)]*\)", " ", cell.source, flags=re.DOTALL)
            total += len(re.findall(r"\b\w[\w'’-]*", text))
    return total


def code_lines(cell: NotebookNode) -> int:
    """Lines of code in a cell, without blank lines and comments."""
    lines = (line.strip() for line in cell.source.split("\n"))
    return sum(1 for line in lines if line and not line.startswith(("#", "%%needs")))


def _file(path: Path, notebook: NotebookNode) -> Iterator[str]:
    size = path.stat().st_size
    if size >= MAX_BYTES:
        yield f"is {size / 1e6:.1f} MB; 2 MB is the limit: fewer or smaller figures."
    if path.read_text(encoding="utf-8") != dump(canonical(notebook)):
        yield f"is not in canonical form: run `course build {path.name}`."


def _execution(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count is None:
            yield f"cell {cell.id} was never executed: run `course build`."
        elif cell.execution_count != number:
            yield f"cell {cell.id} is numbered {cell.execution_count} and stands at {number}: run `course build`."


def _outputs(notebook: NotebookNode) -> Iterator[str]:
    host = socket.gethostname()
    for cell in code_cells(notebook):
        for mark, sentence in claims(cell):
            if mark == "✗":
                yield f"cell {cell.id} stores a claim that does not hold: {sentence}"
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {cell.id} stores an error: {output.ename}: {output.evalue}"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"cell {cell.id} stores a warning on stderr: {output.text.strip().splitlines()[0]}"
            text = _words_of(output)
            for what, pattern in VOLATILE.items():
                if match := pattern.search(text):
                    yield f"cell {cell.id} shows {what} ({match[0]}), which differs on another machine or run."
            if len(host) > 3 and re.search(rf"\b{re.escape(host)}\b", text):
                yield f"cell {cell.id} shows the name of this machine ({host})."


def _figures(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source) + re.findall(
                r"<img\b(?![^>]*\balt=\"[^\"]+\")()", cell.source
            ):
                if not alt.strip():
                    yield f"cell {cell.id} has a picture without alternative text."
    for lesson in _lessons(notebook):
        code = [cell for cell in lesson if cell.cell_type == "code"]
        has_claim = any(mark == "✓" for cell in code for mark, _ in claims(cell))
        for cell in code:
            for picture in images(cell):
                if not any(
                    about.get("alt") for about in picture.get("metadata", {}).values() if isinstance(about, dict)
                ):
                    yield f"cell {cell.id} has a figure without alternative text."
            if images(cell) and not has_claim:
                yield f"cell {cell.id} has a figure, and nothing in its lesson claims in text what it shows."


def _opt_outs(notebook: NotebookNode) -> Iterator[str]:
    cells = code_cells(notebook)
    out = [cell.id for cell in cells if opts_out(cell)]
    if len(out) > MAX_SHARE_UNCOMPARED * len(cells):
        yield f"{len(out)} of {len(cells)} code cells opt out of comparison, more than 5 %: {', '.join(out)}."


def _recordings(path: Path, notebook: NotebookNode) -> Iterator[str]:
    there = recorded.read(recorded.path_for(path))
    wanted = {key(cell.source): cell for cell in code_cells(notebook) if engine_needed(cell.source)}
    for name, cell in wanted.items():
        if there.get(name, {}).get("outputs") != recorded.outputs(cell):
            yield f"cell {cell.id} needs an engine and its finding is not recorded: run `course build`."
    if set(there) - set(wanted):
        yield f"{recorded.path_for(path).name} holds recordings of cells that are gone: run `course build`."


def _proportions(notebook: NotebookNode) -> Iterator[str]:
    cells = code_cells(notebook)
    if not cells:
        yield "has no code cell."
        return
    prose = words(notebook) / len(cells)
    low, high = WORDS_PER_CODE_CELL
    if not low <= prose <= high:
        yield f"has {prose:.0f} words of prose for each code cell; {low} to {high} is the measure."
    lines = sorted(code_lines(cell) for cell in cells)
    if statistics.median(lines) > MEDIAN_LINES:
        yield f"has a median of {statistics.median(lines):.0f} lines in its code cells; {MEDIAN_LINES} is the measure."
    if lines[int(0.9 * (len(lines) - 1))] > LINES_OF_90_PERCENT:
        yield f"has more than {LINES_OF_90_PERCENT} lines in over a tenth of its code cells."
    for cell in cells:
        if code_lines(cell) > MAX_LINES:
            yield f"cell {cell.id} has {code_lines(cell)} lines of code; {MAX_LINES} is the limit."


def _lessons(notebook: NotebookNode) -> list[list[NotebookNode]]:
    """The cells of each lesson: from one anchor to the next or, in a notebook without anchors, heading to heading."""
    start = ANCHOR if any(ANCHOR.search(c.source) for c in notebook.cells if c.cell_type == "markdown") else HEADING
    lessons: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and start.search(cell.source):
            lessons.append([])
        lessons[-1].append(cell)
    return lessons


def _words_of(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    data = output.get("data", {})
    page = re.sub(r"data:image/[^\"']+", "", str(data.get("text/html", "")))
    return f"{data.get('text/plain', '')}\n{html.unescape(re.sub(r'<[^>]*>', ' ', page))}"
