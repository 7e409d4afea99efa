"""What the instructor sees of a grading run: progress with rate and estimated end, then a table and what to look at."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from course.grading.grade import Summary, Told
from course.grading.outcome import Outcome

LINE_EVERY = 10.0  # seconds between lines where there is no terminal


@contextmanager
def progress() -> Iterator[Told]:
    """A `told` for `grade`: a bar on a terminal, a line now and then elsewhere. Writes to standard error."""
    if sys.stderr.isatty():
        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task("grading", total=None, rate="")
            began = time.monotonic()

            def draw(student: str, done: int, total: int, outcome: Outcome | None) -> None:
                bar.update(task, completed=done, total=total, rate=rate(done, time.monotonic() - began))

            yield draw
        return
    began = last = time.monotonic()

    def line(student: str, done: int, total: int, outcome: Outcome | None) -> None:
        nonlocal last
        now = time.monotonic()
        if outcome is not None and (now - last > LINE_EVERY or done == total):
            left = (total - done) * (now - began) / done
            speed = rate(done, time.monotonic() - began)
            print(f"{done} of {total} graded, {speed}, about {left:.0f} s left", file=sys.stderr)
            last = now

    yield line


def rate(done: int, seconds: float) -> str:
    """Submissions a second, or a minute where they are slow."""
    seconds = max(seconds, 1e-3)
    return f"{done / seconds:.1f}/s" if done > seconds else f"{60 * done / seconds:.1f}/min"


def summary(found: Summary) -> str:
    """The table of this run and, below it, every submission that needs a look, with the reason."""
    console = Console(record=True, file=io.StringIO(), width=110)
    graded = dict(sorted(found.graded.items()))
    if graded:
        table = Table("student", "points", "to mark", "notes", title=f"{found.assignment.name}", title_justify="left")
        for student, outcome in graded.items():
            table.add_row(Text(student), points(outcome, found), str(to_mark(outcome) or ""), Text(note(outcome)))
        console.print(table)
    console.print(counts(found))
    for line in attention(found):
        console.print(Text(line))
    return console.export_text()


def counts(found: Summary) -> str:
    """One sentence: what was done and how fast."""
    speed = f", {rate(len(found.graded), found.seconds)}" if found.graded and found.seconds else ""
    parts = [f"{len(found.graded)} graded in {found.seconds:.1f} s{speed}"]
    if found.skipped:
        parts.append(f"{len(found.skipped)} unchanged since they were graded")
    if waiting := sum(1 for outcome in found.graded.values() if to_mark(outcome)):
        parts.append(f"{waiting} with written answers to mark (nbgrader's formgrader)")
    return "; ".join(parts) + "."


def points(outcome: Outcome, found: Summary) -> str:
    """Points earned of those that can be had."""
    return "not graded" if outcome.broken else f"{outcome.earned:g} of {found.assignment.points:g}"


def to_mark(outcome: Outcome) -> float:
    """Points that a person still decides."""
    return sum(cell.max_points for cell in outcome.cells if cell.kind == "written" and cell.points is None)


def note(outcome: Outcome) -> str:
    """The shortest useful word about a submission."""
    said = outcome.broken or outcome.problem or (outcome.warnings[0] if outcome.warnings else "")
    return said.splitlines()[0][:70] if said else ""


def attention(found: Summary) -> Iterator[str]:
    """Sentences about what the instructor should look at."""
    for student, outcome in sorted(found.graded.items()):
        if outcome.broken:
            yield f"NOT GRADED {student}: {outcome.broken}"
        elif outcome.problem:
            yield f"{student}: {outcome.problem}"
        for warning in outcome.warnings:
            yield f"{student}: {warning}"
    yield from found.odd
    for student in found.unknown:
        yield f"{student}: nothing was handed in."
