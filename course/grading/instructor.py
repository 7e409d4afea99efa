"""What the instructor's verbs of the `course` command do around grading; each ends in a sentence when it cannot."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from course.engines.paths import PROJECT
from course.grading.problems import PROBLEMS

Say = Callable[[str], None]


class Stopped(RuntimeError):
    """The verb could not do its work; the message says why and what to do."""


def release(
    names: Sequence[str] | None, *, check: bool, dynamic: bool, workers: int | None, say: Say, root: Path = PROJECT
) -> None:
    """Generate exercises from solutions, after trying them. Raises Stopped."""
    from course.grading import release as releasing

    with _in_a_sentence():
        releasing.release(list(names or ()), root, check=check, dynamic=dynamic, workers=workers, say=say)


def bundle(path: Path | None, *, say: Say, note: Say, root: Path = PROJECT) -> None:
    """Write the students' archive. `note` gets what was left out. Raises Stopped."""
    from course.grading import bundle as bundling

    with _in_a_sentence():
        made, count = bundling.bundle(path, root)
        for name in bundling.unknown(root):
            note(f"{name} is not in it: git does not track it.")
        say(f"{made}: {count} files, {made.stat().st_size / 1e6:.1f} MB.")


def feedback(name: str, students: Sequence[str] | None, *, say: Say, note: Say, root: Path = PROJECT) -> None:
    """Write the feedback pages. `note` gets what is missing. Raises Stopped."""
    from course.grading import feedback as giving

    with _in_a_sentence():
        done = giving.feedback(name, students or None, root)
        for line in done.notes:
            note(line)
        say(f"{len(done.written)} pages in {giving.FOLDER}/.")


def export(
    name: str | None,
    *,
    form: str,
    path: Path | None,
    partial: bool,
    missing_as_zero: bool,
    note: Say,
    root: Path = PROJECT,
) -> None:
    """Write the marks to a file, or to standard output. `note` gets what is missing. Raises Stopped."""
    from course.grading import export as exporting

    with _in_a_sentence():
        if form not in exporting.FORMS:
            raise Stopped(f"There is no format {form!r}; there is {', '.join(exporting.FORMS)}.")
        done = exporting.export(name, root, form=form, partial=partial, missing_as_zero=missing_as_zero)
        for line in done.notes:
            note(line)
        if path is None:
            sys.stdout.buffer.write(done.text.encode("utf-8", "backslashreplace"))
            sys.stdout.flush()
        else:
            exporting.save(done.text, path)
            note(f"{path}: {done.text.count(chr(10))} lines.")


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    from course.grading.export import Incomplete
    from course.grading.late import Unclear
    from course.grading.regions import Unbalanced
    from course.grading.release import Refused
    from course.grading.results import NoMarks

    try:
        yield
    except (*PROBLEMS, Incomplete, NoMarks, Refused, Unbalanced, Unclear) as problem:
        raise Stopped(str(problem)) from None
    except OSError as error:
        where = f"In {Path(error.filename).parent}, a file" if error.filename else "A file"
        raise Stopped(f"{where} cannot be read or written: {error.strerror or error}.") from None
