"""What test cells may take from the student's side, and what they may not."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course.grading.assignment import parse
from course.grading.outcome import CellOutcome
from course.grading.run import run_notebook
from tests.grading.small import about

STUB = "def area(side):\n    ### BEGIN SOLUTION\n    return side * side\n    ### END SOLUTION"
FIRST = """
from course.practice import equal
equal("area(1)", area(1), 1)
def fair(got, wanted):
    equal("an area", got, wanted)
tolerance = 0
"""
SECOND = "fair(area(3), 9)"
THIRD = "equal('the tolerance', tolerance, 0)\nequal('area(5)', area(5), 25)"


def judged(answer: str, *tests: str, given: str = "") -> dict[str, CellOutcome]:
    """The test cells' outcomes for an answer to `area`: test1, test2, …"""

    def book(source: str) -> nbformat.NotebookNode:
        cells = {"area": (source, about("area", solution=True))}
        if given:
            cells = {"area_given": (given, about("area_given", locked=True)), **cells}
        for number, test in enumerate(tests, 1):
            cells[f"test{number}"] = (test, about(f"test{number}", grade=True, locked=True, points=1))
        return new_notebook(
            cells=[
                new_code_cell(source, id=name.replace("_", "-"), metadata={"nbgrader": what})
                for name, (source, what) in cells.items()
            ]
        )

    outcome = run_notebook(parse("judge", book(STUB)), book(answer))
    assert outcome.broken is None, outcome.broken
    return {name: cell for name, cell in outcome.by_id().items() if name.startswith("test")}


def test_what_a_failed_test_should_have_made_is_never_taken_from_the_student() -> None:
    """FIRST fails before it defines its helper; the student has one of that name, which finds everything fair."""
    cells = judged(
        "def area(side): return -1\n"
        "def fair(*anything): return None\ntolerance = 0\ndef equal(*anything, **more): return None",
        FIRST,
        SECOND,
        THIRD,
    )
    assert [cell.points for cell in cells.values()] == [0, 0, 0]
    assert cells["test2"].reason == "needs fair of an earlier test, which ended before it came to that"
    assert "tolerance" in (cells["test3"].reason or "")


def test_the_same_tests_pass_for_a_right_answer() -> None:
    assert [cell.points for cell in judged("def area(side): return side**2", FIRST, SECOND, THIRD).values()] == [1] * 3


def test_enums_that_are_numbers_or_texts_count_as_such() -> None:
    """http.HTTPStatus.OK is 200, and a StrEnum's member its text, to whoever wrote the test."""
    answer = """
import enum, http
class Side(str, enum.Enum):
    LEFT = "left"
class Level(enum.IntEnum):
    HIGH = 3
def area(side):
    return {"status": http.HTTPStatus.OK, "side": Side.LEFT, "level": Level.HIGH}[side]
"""
    test = """
from course.practice import equal
for asked, wanted in (("status", 200), ("side", "left"), ("level", 3)):
    got = area(asked)
    equal(asked, got, wanted)
    assert type(got) is type(wanted), type(got)
"""
    assert judged(answer, test)["test1"].reason is None


def test_exceptions_of_every_kind_come_over_as_one() -> None:
    """Groups, exceptions that take other arguments, and such whose attributes cannot be set."""
    answer = """
class Picky(Exception):
    def __init__(self, *, code): super().__init__("picky"); self.code = code
def area(side):
    raise {"group": ExceptionGroup("several", [ValueError("a")]), "unicode": UnicodeDecodeError("a", b"x", 0, 1, "b"),
           "picky": Picky(code=3), "frozen": Frozen(3), "os": OSError(2, "none", "file")}[side]
"""
    given = """
class Frozen(Exception):
    @property
    def code(self): return 7
    def __init__(self, code): super().__init__(code); self.__dict__["code"] = code
"""
    test = """
for asked in ("group", "unicode", "picky", "frozen", "os"):
    try:
        area(asked)
    except Exception as error:
        assert "Garbled" not in str(error), str(error)
    else:
        raise AssertionError(f"{asked} was not raised")
try:
    area("os")
except FileNotFoundError as error:
    assert error.errno == 2
"""
    assert judged(answer, test, given=given)["test1"].reason is None
