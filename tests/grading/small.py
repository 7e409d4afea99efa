"""An assignment small enough to read at once, with everything that a real one has: what the tests of grading run on.

`write_small(root)` writes it as an instructor would: `solutions/small/small.ipynb`, `wrong/`, `right/`. `released()` is
the notebook that students get, `submitted(clamp=…, tally=…, essay=…)` one that a student hands in.
"""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.authoring.canonical import canonical
from course.authoring.notebooks import dump

NAME = "small"
POINTS = {"clamp_inside": 2.0, "clamp_bounds": 2.0, "tally_counts": 3.0, "small_essay": 3.0}
STUB = "# YOUR CODE HERE\n{indent}raise NotImplementedError()"

START = """# A small assignment

Two functions and a paragraph. Replace each `raise NotImplementedError()` with your own code.

**Total: 10 points**"""

CLAMP_TASK = """<a id="clamp"></a>
## Keep a value between two bounds
*10 minutes · 4 points · warm-up · [lesson](../../notebooks/small.ipynb#clamp)*

`clamp(value, low, high)` returns `value` when it lies between `low` and `high`, both included, and otherwise the
nearer bound. It raises `EmptyRange` when `low` is greater than `high`. Example: `clamp(12, 0, 10)` is `10`."""

GIVEN = '''class EmptyRange(ValueError):
    """The lower bound is above the upper one."""'''

CLAMP = '''def clamp(value: int, low: int, high: int) -> int:
    """`value`, or the bound that it crossed. Raises EmptyRange."""
    ### BEGIN SOLUTION
    if low > high:
        raise EmptyRange(f"{low} is above {high}")
    return max(low, min(value, high))
    ### END SOLUTION'''

CLAMP_INSIDE = """# Values inside and outside of the range.
from course.practice import equal

equal("clamp(5, 0, 10)", clamp(5, 0, 10), 5, see="the task's example")
equal("clamp(12, 0, 10)", clamp(12, 0, 10), 10)
### BEGIN HIDDEN TESTS
import random

_random = random.Random(20)
for _ in range(50):
    _low = _random.randint(-99, 99)
    _high = _low + _random.randint(0, 50)
    _value = _random.randint(-200, 200)
    equal("a value clamped between two bounds", clamp(_value, _low, _high), sorted([_low, _value, _high])[1])
### END HIDDEN TESTS"""

CLAMP_BOUNDS = """# A range that is empty.
from course.practice import raises

with raises(EmptyRange, "clamp(1, 2, 0)"):
    clamp(1, 2, 0)
### BEGIN HIDDEN TESTS
from course.practice import equal

equal("a range of one value", clamp(7, 3, 3), 3)
with raises(EmptyRange, "an empty range below zero"):
    clamp(-5, -1, -2)
### END HIDDEN TESTS"""

TALLY_TASK = """<a id="tally"></a>
## Count words
*15 minutes · 3 points · medium · [lesson](../../notebooks/small.ipynb#tally)*

`tally(words)` returns how often each word occurs, as a `dict` from the word in lower case to its number. An empty list
gives an empty `dict`. Example: `tally(["a", "B", "A"])` is `{"a": 2, "b": 1}`."""

TALLY = '''def tally(words: list[str]) -> dict[str, int]:
    """How often each word occurs, whatever its case."""
    ### BEGIN SOLUTION
    found: dict[str, int] = {}
    for word in words:
        found[word.lower()] = found.get(word.lower(), 0) + 1
    return found
    ### END SOLUTION'''

TALLY_COUNTS = """# Words in any case, and none at all.
from course.practice import equal

equal('tally(["a", "B", "A"])', tally(["a", "B", "A"]), {"a": 2, "b": 1})
### BEGIN HIDDEN TESTS
equal("tally of no words", tally([]), {})
equal("tally of many words", tally(["Zebra", "yak"] * 40 + ["YAK"]), {"zebra": 40, "yak": 41})
### END HIDDEN TESTS"""

ESSAY_TASK = """<a id="essay"></a>
## Say what you would measure
*10 minutes · 3 points · medium · [lesson](../../notebooks/small.ipynb#essay)*

Which of the two functions would you measure first in production, and why? Three to six sentences."""

ESSAY = """### BEGIN SOLUTION
- 1 point: names one of the two functions
- 2 points: gives a reason that a measurement could refute
### END SOLUTION"""

WRONG = {
    "clamp/exclusive-upper-bound.py": """# loses: clamp_inside
# The upper bound itself is never returned.
def clamp(value, low, high):
    if low > high:
        raise EmptyRange("empty")
    return max(low, min(value, high - 1)) if low < high else low
""",
    "clamp/no-error-for-empty-range.py": """# loses: clamp_bounds
# An empty range is clamped as if it were one.
def clamp(value, low, high):
    return max(low, min(value, high))
""",
    "clamp/example-hard-coded.py": """# loses: clamp_inside, clamp_bounds
# Knows the examples alone.
def clamp(value, low, high):
    return {5: 5, 12: 10}[value]
""",
    "tally/case-matters.py": """# loses: tally_counts
# Words that differ in case are counted apart.
def tally(words):
    return {word: words.count(word) for word in words}
""",
    "tally/counts-distinct-words.py": """# loses: tally_counts
# Each word counts once.
def tally(words):
    return {word.lower(): 1 for word in words}
""",
    "tally/none-for-no-words.py": """# loses: tally_counts
# No words give None instead of an empty dict.
def tally(words):
    lower = [word.lower() for word in words]
    return {word: lower.count(word) for word in lower} or None
""",
}
RIGHT = {
    "clamp/by-sorting.py": """# The middle one of three.
def clamp(value, low, high):
    if high < low:
        raise EmptyRange
    return sorted((low, value, high))[1]
""",
    "tally/by-counter.py": """# With the standard library's Counter.
from collections import Counter

def tally(words):
    return dict(Counter(map(str.lower, words)))
""",
}

GOOD_ESSAY = (
    "I would measure `tally`: its time grows with the words, and a profile of one busy hour could prove me wrong."
)


def notebook() -> NotebookNode:
    """The instructor's notebook, complete."""
    return canonical(
        new_notebook(
            cells=[
                new_markdown_cell(START, id="start"),
                new_markdown_cell(CLAMP_TASK, id="clamp-task"),
                _code(GIVEN, "small_given", locked=True),
                _code(CLAMP, "clamp", solution=True),
                _code(CLAMP_INSIDE, "clamp_inside", grade=True, locked=True, points=2),
                _code(CLAMP_BOUNDS, "clamp_bounds", grade=True, locked=True, points=2),
                new_markdown_cell(TALLY_TASK, id="tally-task"),
                _code(TALLY, "tally", solution=True),
                _code(TALLY_COUNTS, "tally_counts", grade=True, locked=True, points=3),
                new_markdown_cell(ESSAY_TASK, id="essay-task"),
                new_markdown_cell(
                    ESSAY,
                    id="small-essay",
                    metadata={"nbgrader": about("small_essay", solution=True, grade=True, points=3)},
                ),
            ]
        )
    )


def write_small(root: Path, source: NotebookNode | None = None) -> str:
    """Write the assignment into the course at `root`; its name. `source` takes the place of its notebook."""
    folder = root / "solutions" / NAME
    for kind, files in (("wrong", WRONG), ("right", RIGHT)):
        for name, text in files.items():
            (folder / kind / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / kind / name).write_text(text, encoding="utf-8")
    (folder / f"{NAME}.ipynb").write_text(dump(source or notebook()), encoding="utf-8")
    return NAME


def released() -> NotebookNode:
    """The notebook that students get: stubs for solutions, no hidden tests."""
    result = copy.deepcopy(notebook())
    for cell in result.cells:
        code = cell.cell_type == "code"
        cell.source = _without(cell.source, "SOLUTION", STUB if code else "YOUR ANSWER HERE")
        cell.source = _without(cell.source, "HIDDEN TESTS", "")
    return result


def submitted(clamp: str = CLAMP, tally: str = TALLY, essay: str = GOOD_ESSAY) -> NotebookNode:
    """A student's notebook with these answers; the solutions, where none is given."""
    result = released()
    for cell in result.cells:
        answers = {"clamp": clamp, "tally": tally, "small_essay": essay}
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
        cell.source = "\n".join(line for line in cell.source.split("\n") if "### " not in line)
    return result


def text(**answers: str) -> str:
    """The file of `submitted`."""
    return str(nbformat.writes(submitted(**answers)))


def about(grade_id: str, solution: bool = False, grade: bool = False, locked: bool = False, points: float = 0) -> dict:
    """nbgrader's metadata of a cell."""
    cell = {"schema_version": 3, "grade_id": grade_id, "solution": solution, "grade": grade, "locked": locked}
    return {**cell, "task": False, **({"points": points} if grade else {})}


def _code(source: str, grade_id: str, **what: bool | float) -> NotebookNode:
    return new_code_cell(
        source,
        id=grade_id.replace("_", "-"),
        metadata={"nbgrader": about(grade_id, **what)},  # type: ignore[arg-type]
    )


def _without(source: str, region: str, instead: str) -> str:
    kept: list[str] = []
    inside = False
    for line in source.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip() == f"### BEGIN {region}":
            inside = True
            kept += [indent + instead.format(indent=indent)] if instead else []
        elif line.strip() == f"### END {region}":
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
