"""Is an assignment fit to be released? What can be seen without running anything, one sentence for each shortcoming."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from course.engines.paths import PROJECT
from course.grading import regions
from course.grading.assignment import SOURCE, Assignment, Cell, NoAssignment, load
from course.grading.names import bound
from course.grading.tasks import Task, sections, tasks, total
from course.roadmap import Section
from course.roadmap import sections as syllabus

WRONG, RIGHT = "wrong", "right"
MIN_WRONG, MIN_RIGHT = 3, 1
COMPLETE = 100  # points of a section's assignment that practises every item; with fewer it is still growing
READABLE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
GIVEN_BY_A_MACHINE = re.compile(r"(cell_)?(?=[a-f]*\d)[0-9a-f]{8,}")
FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.py")
LOSES = re.compile(r"# loses: *(.+)")
MAY_LOSE = re.compile(r"# may lose: *(.+)", re.MULTILINE)
LINK = re.compile(r"\]\((\.\./[^)#\s]+)(?:#([^)\s]+))?\)")


@dataclass(frozen=True)
class Variant:
    """Another answer for one answer cell, from `wrong/` or `right/`."""

    path: Path
    kind: str
    answer: str
    source: str

    @property
    def name(self) -> str:
        """As messages name it."""
        return f"{self.kind}/{self.answer}/{self.path.name}"

    @cached_property
    def loses(self) -> frozenset[str]:
        """Ids of the test cells that must fail, from the first line of a wrong answer."""
        return _names(LOSES.match(self.source)) if self.kind == WRONG else frozenset()

    @cached_property
    def may_lose(self) -> frozenset[str]:
        """Ids of test cells that fail or pass as threads happen to run, from the line below."""
        return _names(MAY_LOSE.search(self.source)) if self.kind == WRONG else frozenset()


def _names(said: re.Match[str] | None) -> frozenset[str]:
    return frozenset(one.strip() for one in said[1].split(",")) if said else frozenset()


def problems(name: str, root: Path = PROJECT) -> list[str]:
    """What keeps `name` from being released, one sentence each; empty when nothing does."""
    try:
        assignment = load(name, root)
    except NoAssignment as problem:
        return [str(problem)]
    except (OSError, ValueError, KeyError, AttributeError, nbformat.ValidationError) as error:
        said = str(error).strip().split("\n")[0][:200]
        return [f"{name}: {SOURCE}/{name}/{name}.ipynb cannot be read as a notebook: {said}"]
    found = [*_ids(assignment), *_regions(assignment), *_points(assignment)]
    for task in tasks(assignment):
        found += _task(task, root, name)
    found += [
        *_clashes(assignment),
        *_loose(assignment),
        *_anchors(assignment),
        *_variants(assignment, root),
        *_coverage(assignment),
    ]
    return [f"{name}: {problem}" for problem in found]


def variants(name: str, root: Path = PROJECT) -> list[Variant]:
    """All wrong and right answers beside a solution, in a fixed order."""
    folder = root / SOURCE / name
    return [
        Variant(path, kind, path.parent.name, path.read_text(encoding="utf-8"))
        for kind in (WRONG, RIGHT)
        for path in sorted((folder / kind).glob("*/*.py"))
    ]


def _ids(assignment: Assignment) -> Iterator[str]:
    for cell in assignment.cells:
        if cell.id and (not READABLE.fullmatch(cell.id) or GIVEN_BY_A_MACHINE.fullmatch(cell.id)):
            yield f"the id {cell.id!r} is not readable: write words in lower case with underscores (btree_height)."


def _points(assignment: Assignment) -> Iterator[str]:
    promised = total(assignment)
    if promised is None:
        yield f"its first text lacks the line «**Total: {assignment.points:g} points**»."
    elif promised != assignment.points:
        yield f"its first text promises {promised:g} points, and its cells add up to {assignment.points:g}."
    for cell in assignment.cells:
        if cell.kind in ("test", "written") and cell.points <= 0:
            yield f"{cell.id} is worth nothing: give it points."


def _regions(assignment: Assignment) -> Iterator[str]:
    for cell in assignment.cells:
        allowed = {"answer": ("SOLUTION",), "written": ("SOLUTION",), "test": ("HIDDEN TESTS",)}.get(cell.kind, ())
        for region in regions.REGIONS:
            try:
                outside, inside = regions.split(cell.source, region)
            except regions.Unbalanced as problem:
                yield f"{_called(cell)} has {problem}."
                continue
            if f"BEGIN {region}" in cell.source and region not in allowed:
                yield f"{_called(cell)} has a region {region}, which nbgrader refuses in a {cell.kind} cell."
            elif region in allowed:
                yield from _parts(cell, outside, inside)


def _parts(cell: Cell, outside: list[str], inside: list[str]) -> Iterator[str]:
    if cell.kind == "answer" and not regions.code(inside):
        yield f"{cell.id} has no solution between ### BEGIN SOLUTION and ### END SOLUTION."
    if cell.kind == "written" and not "\n".join(inside).strip():
        yield f"{cell.id} has no rubric between ### BEGIN SOLUTION and ### END SOLUTION."
    if cell.kind == "test" and not regions.code(outside):
        yield f"{cell.id} shows students nothing: it needs a visible test before its hidden one."
    if cell.kind == "test" and not regions.code(inside):
        yield f"{cell.id} has no hidden test between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS."
    if cell.kind == "test" and _ends_in_a_value("\n".join(outside)):
        yield f"{cell.id} ends in a value, which nbgrader takes for the points: end it in a check."


def _ends_in_a_value(shown: str) -> bool:
    try:
        last = ast.parse(shown).body[-1:]
    except SyntaxError:  # a region that ends within a block; what is no Python as a whole is reported elsewhere
        return False
    return any(isinstance(one, ast.Expr) and not isinstance(one.value, ast.Call | ast.Await) for one in last)


def _task(task: Task, root: Path, name: str) -> Iterator[str]:
    if not task.title:
        yield f"the cells {_listed(task)} stand before the first heading: every task begins with one (## …)."
        return
    if task.minutes is None:
        yield (
            f"the task «{task.title}» does not say how much it is: write the line "
            f"*25 minutes · {task.points:g} points · medium · [lesson](…)* below its heading."
        )
    elif task.said != task.points:
        yield f"the task «{task.title}» says {task.said:g} points, and its cells add up to {task.points:g}."
    if task.of_kind("answer") and not task.of_kind("test"):
        yield f"the task «{task.title}» has an answer that nothing tests."
    if not task.of_kind("answer", "written"):
        yield f"the task «{task.title}» has tests and nothing to answer."
    folder = root / SOURCE / name
    for target, anchor in LINK.findall(task.text) if (root / "notebooks").is_dir() else ():
        path = (folder / target).resolve()
        if not path.exists():
            yield f"the task «{task.title}» links to {target}, which does not exist."
        elif anchor and f'<a id=\\"{anchor}\\"></a>' not in path.read_text(encoding="utf-8"):
            yield f"the task «{task.title}» links to #{anchor}, which {path.name} does not have."


def _clashes(assignment: Assignment) -> Iterator[str]:
    """All tasks share one namespace, in whatever order they are run: a name given or answered belongs to one."""
    owners: dict[str, set[str]] = {}
    lasting: dict[str, str] = {}
    for task in tasks(assignment):
        for cell in task.of_kind("given", "answer", "test"):
            try:
                names = bound(cell.source, imports=False)
            except SyntaxError as error:
                yield f"{cell.id} is not Python: {error}."
                continue
            for name in names:
                owners.setdefault(name, set()).add(task.name)
                if cell.kind != "test":
                    lasting[name] = f"{'answered' if cell.kind == 'answer' else 'given'} in {cell.id}"
    for name, place in lasting.items():
        if len(owners[name]) > 1:
            where = ", ".join(sorted(owners[name]))
            yield f"the name {name}, {place}, belongs to more than one task: {where}."


def _loose(assignment: Assignment) -> Iterator[str]:
    """Headings that say how much they are and have nothing below them."""
    for section in sections(assignment.cells):
        if section.minutes is not None and not section.of_kind("answer", "test", "written"):
            yield f"the task «{section.title}» has nothing to answer."


def _anchors(assignment: Assignment) -> Iterator[str]:
    names = [task.anchor for task in tasks(assignment) if task.anchor]
    for anchor in sorted({one for one in names if names.count(one) > 1}):
        yield f"the anchor {anchor} occurs more than once: links would lead to the first alone."


def _variants(assignment: Assignment, root: Path) -> Iterator[str]:
    found = variants(assignment.name, root)
    tests = {cell.id for cell in assignment.cells if cell.kind == "test"}
    answers = [cell.id for cell in assignment.cells if cell.kind == "answer"]
    for answer in answers:
        for kind, wanted in ((WRONG, MIN_WRONG), (RIGHT, MIN_RIGHT)):
            there = sum(variant.kind == kind and variant.answer == answer for variant in found)
            if there < wanted:
                yield f"{kind}/{answer}/ has {there} answers; {wanted} is the least."
    for variant in found:
        if variant.answer not in answers:
            yield f"{variant.name} is for an answer cell that does not exist."
        if not FILE_NAME.fullmatch(variant.path.name):
            yield f"{variant.name}: name the file after the mistake or the approach, as in exclusive-upper-bound.py."
        try:
            ast.parse(variant.source)
        except (SyntaxError, ValueError) as error:
            yield f"{variant.name} is not Python: {error}."
        if variant.kind == WRONG and not variant.loses:
            yield f"{variant.name} does not begin with «# loses: TEST_ID, TEST_ID»."
        if variant.kind == RIGHT and not variant.source.startswith("# "):
            yield f"{variant.name} does not begin with a comment that says how it differs."
        if unknown := sorted((variant.loses | variant.may_lose) - tests):
            yield f"{variant.name} names tests that do not exist: {', '.join(unknown)}."


def _coverage(assignment: Assignment) -> Iterator[str]:
    section: Section | None = next((one for one in syllabus() if one.notebook == assignment.name), None)
    if section is None:
        return
    anchors = {task.anchor for task in tasks(assignment)}
    missing = [item for item in section.items if item.id not in anchors]
    if not missing and assignment.points != COMPLETE:
        yield f"it practises every item, so its points must add up to {COMPLETE}, not {assignment.points:g}."
    for item in missing if assignment.points >= COMPLETE else ():
        yield f'no task practises {item.id} ({item.title}): a heading with <a id="{item.id}"></a> is missing.'


def _called(cell: Cell) -> str:
    return cell.id or f"the text «{cell.source.strip().splitlines()[0][:40]}»"


def _listed(task: Task) -> str:
    return ", ".join(cell.id for cell in task.of_kind("answer", "test", "written"))
