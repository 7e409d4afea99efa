"""Makes what students get, `exercises/NAME/`, from what the instructor wrote, `solutions/NAME/`.

nbgrader's own GenerateAssignment does it, in a folder and with a gradebook that are thrown away; the result is put
into canonical form, so that the same source gives the same bytes. `problems` and `verify` say what keeps an assignment
from being released.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump, read
from course.engines.paths import PROJECT
from course.files import replace
from course.grading import regions
from course.grading.assignment import RELEASE, SOURCE, Assignment, assignments, load
from course.grading.standard import RIGHT, WRONG, problems
from course.grading.verify import verify

__all__ = ["IGNORED", "Refused", "files", "problems", "release", "stale", "verify"]

# What lies beside a solution and is not for students; nbgrader_config.py names the same.
IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", WRONG, RIGHT]


class Refused(ValueError):
    """An assignment that is not fit to be released; the message has a sentence for each reason."""


def release(
    names: list[str] | None = None,
    root: Path = PROJECT,
    *,
    check: bool = False,
    dynamic: bool = True,
    workers: int | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Release assignments (all of them without `names`), or with `check` only see whether that would change anything.

    `dynamic` runs solution, stub, wrong and right answers before. Raises Refused.
    """
    if not (names or assignments(root)):
        raise Refused(f"There is nothing to release: {SOURCE}/ has no assignment here.")
    for name in names or assignments(root):
        found = problems(name, root)
        if not found and dynamic and not check:
            found = verify(name, root, workers, say=say)
        if found:
            raise Refused("\n".join(found))
        if check:
            if changed := stale(name, root):
                raise Refused("\n".join(changed))
            say(f"{name}: {RELEASE}/{name} is as it is generated.")
        else:
            changed = write(name, root)
            say(f"{name}: {', '.join(changed) if changed else 'unchanged'}")


def files(name: str, root: Path = PROJECT) -> dict[str, bytes]:
    """What students get of an assignment: path in its folder → content, always the same bytes. Raises Refused."""
    assignment = load(name, root)
    with tempfile.TemporaryDirectory(prefix="course-release-") as made:
        course = Path(made).resolve()
        shutil.copytree(root / SOURCE / name, course / SOURCE / name)
        _generate(name, course)
        folder = course / RELEASE / name
        found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        made_files = {
            place: _canonical(path).encode() if path.suffix == ".ipynb" else path.read_bytes()
            for place, path in found.items()
        }
        if leaked := _leaked(assignment, read(found[f"{name}.ipynb"])):
            raise Refused(f"{name}: the release would show {', '.join(leaked)}.")
    return made_files


def write(name: str, root: Path = PROJECT) -> list[str]:
    """Bring `exercises/NAME/` up to date, each file in one step; sentences about what changed. Raises Refused."""
    folder = root / RELEASE / name
    done = []
    for place, content in (wanted := files(name, root)).items():
        path = folder / place
        if path.exists() and path.read_bytes() == content:
            continue
        done.append(f"{place} {'replaced' if path.exists() else 'written'}")
        replace(path, content)
    for place in _there(folder) - set(wanted):
        (folder / place).unlink()
        done.append(f"{place} removed")
    return done


def stale(name: str, root: Path = PROJECT) -> list[str]:
    """How `exercises/NAME/` differs from what would be generated, one sentence each. Raises Refused."""
    folder, wanted = root / RELEASE / name, files(name, root)
    there = _there(folder)
    changed = [place for place in wanted if place not in there or (folder / place).read_bytes() != wanted[place]]
    return [
        f"{RELEASE}/{name}/{place} is not what {SOURCE}/{name} gives: run `course release {name}`."
        for place in sorted({*changed, *(there - set(wanted))})
    ]


def _generate(name: str, course: Path) -> None:
    config = Config()
    config.CourseDirectory.update(
        root=str(course),
        source_directory=SOURCE,
        release_directory=RELEASE,
        db_url=f"sqlite:///{course / 'thrown-away.db'}",
        assignment_id=name,
        ignore=IGNORED,
    )
    # nbgrader starts the program `alembic` for the version of a new gradebook: seconds, for one that is thrown away.
    with contextlib.closing(sqlite3.connect(course / "thrown-away.db")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    log = logging.getLogger("course.release")
    log.setLevel(logging.CRITICAL + 1)
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config, log=log), config=config, log=log)
    try:
        converter.start()
    except NbGraderException as error:
        raise Refused(f"{name}: nbgrader could not make the release: {error}") from None
    except SystemExit:
        raise Refused(f"{name}: nbgrader could not make the release.") from None


def _canonical(path: Path) -> str:
    notebook = canonical(read(path))
    for cell in notebook.cells:  # canonical form may drop a blank line at the end that was part of the checksum
        if "checksum" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return dump(notebook)


def _leaked(assignment: Assignment, released: NotebookNode) -> list[str]:
    """Ids of cells whose solution or hidden test the released notebook still shows, anywhere."""
    shown = dump(released)
    markers = [f"BEGIN {region}" for region in regions.REGIONS if f"BEGIN {region}" in shown]
    texts = {text for cell in released.cells for text in [cell.source, *map(str, cell.get("outputs", []))]}
    leaked = []
    for cell in assignment.cells:
        for region in regions.REGIONS:
            inside = "\n".join(regions.split(cell.source, region)[1]).strip()
            if len(inside) > 20 and any(inside in text for text in texts):
                leaked.append(f"the {region.lower()} of {cell.id}")
    return [*markers, *leaked]


def _there(folder: Path) -> set[str]:
    """Files of a release; what an editor or Python left there does not count."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not {".ipynb_checkpoints", "__pycache__"} & set(path.relative_to(folder).parts)
    }
