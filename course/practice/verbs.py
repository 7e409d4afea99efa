"""What the student's verbs of the `course` command do, in the order in which a student meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from course.engines.paths import PROJECT
from course.practice import original
from course.practice.work import Cell, NoWork, begun, here, named, released

Say = Callable[[str], None]


def check(
    assignment: str | None, *, limit: int | None, say: Say, watch: Callable[[Cell], None], root: Path = PROJECT
) -> bool:
    """Check one notebook, or every one that was begun; returns whether everything visible passes. Raises NoWork."""
    paths = [named(assignment, root)] if assignment else _begun(root)
    from course.practice import report  # nbgrader takes two seconds to import: first what needs none of it
    from course.practice.check import check as run
    from course.practice.check import record

    complete = True
    for number, path in enumerate(paths):
        if number:
            say(f"\n{'─' * 60}\n")
        try:
            found = run(path, root=root, limit=limit, watch=watch)
        except NoWork as broken:
            say(str(broken))
            complete = False
            continue
        own = path.resolve() == named(found.work.name, root).resolve() if found.work.name in released(root) else False
        trouble = record(found) if own else None
        say(report.report(found, trouble))
        complete = complete and found.complete
    return complete


def submit(assignment: str | None, *, student: str | None, to: Path | None, root: Path = PROJECT) -> str:
    """Hand in one notebook; returns the receipt as text. Raises NoWork."""
    from course.practice import submit as handing_in

    paths = [_file(assignment, root)] if assignment else _begun(root)
    if len(paths) > 1:
        raise NoWork(f"Which one? course submit NAME; begun are {', '.join(path.stem for path in paths)}.")
    return handing_in.say(handing_in.submit(paths[0], student=student, to=to, root=root))


def restore(assignment: str, *, root: Path = PROJECT) -> str:
    """Put the released cells back into a notebook; returns what was done. Raises NoWork."""
    path = _file(assignment, root)
    try:
        kept, lost = original.restore(path.stem, path, root)
    except OSError as error:
        raise NoWork(f"Nothing was restored: {error.filename} cannot be written ({error.strerror}).") from None
    return "\n".join(
        [
            f"{here(path)}: the released cells are back, your answers are kept. Reload it if it is open in JupyterLab.",
            *lost,
            f"As it was before, it is kept as {kept}.",
        ]
    )


def _file(assignment: str, root: Path) -> Path:
    """Like `named`, but the notebook itself may be gone while its folder is there."""
    try:
        return named(assignment, root)
    except NoWork:
        path = root / "exercises" / assignment / f"{assignment}.ipynb"
        if "/" not in assignment and path.parent.is_dir():
            return path
        raise


def _begun(root: Path) -> list[Path]:
    there = released(root)
    if not there:
        raise NoWork("There is no exercise in exercises/ yet.")
    names = begun(root)
    if not names:
        raise NoWork(f"Nothing is begun yet. Answer a task in exercises/, or name one: {', '.join(there)}.")
    return [named(name, root) for name in names]
