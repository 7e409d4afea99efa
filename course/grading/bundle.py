"""The archive that students get: the course without solutions, hidden tests and everything that is the instructor's.

What goes in is listed, not what stays out. Exercises are generated anew, so that no answers tried out in `exercises/`
slip in; and before the archive is written, everything in it is searched for pieces of solutions and hidden tests.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT
from course.files import replace
from course.grading import regions
from course.grading.assignment import RELEASE, assignments, load
from course.grading.release import Refused, files
from course.grading.standard import variants
from course.practice.settings import nbgrader_config

COURSE = "backend-engineering"
TOP_FILES = {
    ".gitignore",
    "LICENSE",
    "LICENSE-TEXT",
    "Makefile",
    "README.md",
    "environment.yml",
    "pyproject.toml",
    "requirements.lock",
}
FOLDERS = {"course", "datasets", "docs", "notebooks"}
LEFT_BY_PROGRAMS = {"__pycache__", ".ipynb_checkpoints", "node_modules", ".course", ".venv"}
# A notebook's own settings are the student's business; the instructor's may name a database with its password.
CONFIG = '''"""nbgrader for this course."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
'''
WINDOW = 3  # lines in a row that make a piece: single lines of code are alike everywhere
ENOUGH = 12  # characters that a line needs to say something
ENOUGH_ALONE = 40  # characters of one line or two that are all there is


def bundle(path: Path | None = None, root: Path = PROJECT) -> tuple[Path, int]:
    """Write the archive to `path` (in the current folder without it); returns where it lies and how many files it has.

    Raises Refused when a solution or a hidden test would be in it, OSError when it cannot be written.
    """
    course_id = str(nbgrader_config(root).get("CourseDirectory", {}).get("course_id") or COURSE)
    content = contents(root, course_id)
    if found := leaks(content, root):
        raise Refused("\n".join(["No archive was written: it would give answers away.", *found]))
    path = path or Path.cwd() / f"{course_id}.zip"
    replace(path, archive(content, root, course_id))
    return path, len(content)


def contents(root: Path = PROJECT, course_id: str = COURSE) -> dict[str, bytes]:
    """What students get: path in the project → content. Raises Refused for an exercise that cannot be generated."""
    found = {name: (root / name).read_bytes() for name in _listed(root)}
    for name in assignments(root):
        found |= {f"{RELEASE}/{name}/{place}": content for place, content in files(name, root).items()}
    found["nbgrader_config.py"] = CONFIG.format(course_id=course_id).encode()
    return dict(sorted(found.items()))


def archive(content: dict[str, bytes], root: Path, folder: str) -> bytes:
    """A zip with everything in one folder; the same bytes for the same content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in content.items():
            about = zipfile.ZipInfo(f"{folder}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            about.create_system = 3  # Unix, wherever it is made: the mode below counts
            runs = (root / name).exists() and os.access(root / name, os.X_OK)
            about.external_attr = (0o100755 if runs else 0o100644) << 16
            about.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(about, data)
    return made.getvalue()


def leaks(content: dict[str, bytes], root: Path = PROJECT) -> list[str]:
    """Where `content` shows a piece of a solution, a hidden test, or an answer in `wrong/` or `right/`."""
    secret = pieces(root)
    found = set()
    for name, data in content.items():
        for text in _texts(name, data):
            for piece in _windows(_telling(text.split("\n"))):
                if piece in secret:
                    found.add(f"{name} shows a piece of {secret[piece]}: {piece[0][:80]}")
    return sorted(found)


def pieces(root: Path = PROJECT) -> dict[tuple[str, ...], str]:
    """Runs of lines that students must not see, each with the place that it is from."""
    secret: dict[tuple[str, ...], str] = {}
    for name in assignments(root):
        assignment = load(name, root)
        public: set[tuple[str, ...]] = set()
        for cell in assignment.cells:
            outside = regions.split(cell.source, "HIDDEN TESTS")[0]
            public.update(_windows(_telling(regions.split("\n".join(outside), "SOLUTION")[0])))
            for region in regions.REGIONS:
                inside = _telling(regions.split(cell.source, region)[1])
                secret.update(dict.fromkeys(_secret(inside), f"the {region.lower()} of {cell.id} in {name}"))
        for variant in variants(name, root):
            lines = _telling(variant.source.split("\n"))
            secret.update(dict.fromkeys(_secret(lines), f"solutions/{name}/{variant.name}"))
        secret = {piece: where for piece, where in secret.items() if piece not in public}
    return secret


def _windows(lines: list[str], sizes: Sequence[int] = range(1, WINDOW + 1)) -> Iterator[tuple[str, ...]]:
    for size in sizes:
        for start in range(len(lines) - size + 1):
            yield tuple(lines[start : start + size])


def _secret(lines: list[str]) -> Iterator[tuple[str, ...]]:
    """What gives these lines away: any run of them, or all of them when they are few and say enough."""
    if len(lines) >= WINDOW:
        yield from _windows(lines, [WINDOW])
    elif sum(map(len, lines)) >= ENOUGH_ALONE:
        yield tuple(lines)


def _telling(lines: list[str]) -> list[str]:
    """The lines that are somebody's own: without blanks, comments, imports, and what is too short to tell."""
    stripped = (line.strip() for line in lines)
    return [line for line in stripped if len(line) >= ENOUGH and not line.startswith(("#", "import ", "from ", "@"))]


def _texts(name: str, data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield text
    if name.endswith(".ipynb"):
        with contextlib.suppress(ValueError, RecursionError):
            yield from _strings(json.loads(text))


def _strings(value: Any) -> Iterator[str]:
    """All texts in a notebook; lists of lines are put together."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        yield "".join(value)
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _listed(root: Path) -> list[str]:
    """The project's files that are for students: those that git tracks, or a clean walk where there is no git."""
    names = _git(root) or _walked(root)
    wanted = [name for name in _of_people(names) if name in TOP_FILES or name.split("/")[0] in FOLDERS]
    for name in wanted:
        if (root / name).is_symlink():
            raise Refused(f"{name} is a link, and what it leads to is not known: put the file itself there.")
    return sorted(name for name in wanted if (root / name).is_file())


def unknown(root: Path = PROJECT) -> list[str]:
    """Files in the students' folders that git does not track, and does not ignore: they are left out."""
    if not _git(root):
        return []
    return list(_of_people(_git(root, "--others", "--exclude-standard", "--", *sorted(FOLDERS))))


def _of_people(names: list[str]) -> Iterator[str]:
    return (name for name in names if not LEFT_BY_PROGRAMS & set(name.split("/")) and not name.endswith(".pyc"))


def _git(root: Path, *options: str) -> list[str]:
    command = ["git", "-C", str(root), "ls-files", "-z", *options]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return []
    names = done.stdout.decode("utf-8", "surrogateescape").split("\0") if done.returncode == 0 else []
    return [name for name in names if name]


def _walked(root: Path) -> list[str]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if one not in LEFT_BY_PROGRAMS and not one.startswith("."))
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in names]
    return found
