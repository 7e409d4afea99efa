"""Expectations for an exercise's tests: each fails with what was expected, what came, and where to look.

The same lines run in the student's own kernel and in the grader's judge, where the student's functions and objects are
remote; `drive` is there for tests of thousands of calls, which then cross in one message.
"""

from __future__ import annotations

import contextlib
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

SHOWN = 300  # characters of a value that a message shows

Call = tuple[str, Sequence[Any]]

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxdict = _SHORT.maxtuple = _SHORT.maxset = 12
_SHORT.maxstring = _SHORT.maxother = 200
_SHORT.maxlevel = 4


class NotYet(AssertionError):
    """An expectation that does not hold; its message is written for the student."""


class Raised:
    """In the results of `drive`: this call raised. `kind` is the exception's class name, `message` its text."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        self.message = message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised) and other.kind == self.kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def __repr__(self) -> str:
        return f"{self.kind}: {self.message}" if self.message else self.kind


def equal(what: str, got: Any, want: Any, see: str | None = None) -> None:
    """`what` names the thing in words or code ("slot('user:7')"); `see` says where the student reads about it.

    True and 1 are told apart, also inside of tuples and lists. Raises NotYet.
    """
    if not _same(got, want):
        raise NotYet(_message(f"{what}\n  expected: {shown(want)}\n  got:      {shown(got)}", see))


def holds(what: str, condition: bool, found: Any = None, see: str | None = None) -> None:
    """`what` is the sentence that should be true; `found` is what was measured instead. Raises NotYet."""
    if not isinstance(condition, bool):
        raise TypeError(f"holds({what!r}) takes a comparison that is True or False, not {type(condition).__name__}")
    if not condition:
        raise NotYet(_message(what if found is None else f"{what}\n  found: {shown(found)}", see))


@contextlib.contextmanager
def raises(kind: type[BaseException], what: str, see: str | None = None) -> Iterator[None]:
    """The block must raise `kind`; `what` names the call ("get() of a key that was deleted"). Raises NotYet."""
    try:
        yield
    except kind:
        return
    except NotImplementedError:
        raise  # an answer that is not there yet is not a wrong one
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise NotYet(_message(f"{what}\n  expected: {kind.__name__}\n  got:      {said[:SHOWN]}", see)) from error
    raise NotYet(_message(f"{what}\n  expected: {kind.__name__}\n  got:      no exception", see))


def drive(target: Any, calls: Iterable[Call]) -> list[Any]:
    """Call methods of one object in order: `drive(tree, [("put", (5, "x")), ("get", (5,))])` gives their results.

    A call that raises gives a `Raised`, and the next ones still happen. The method "" calls the target itself.
    """
    remote = getattr(type(target), "_course_drive", None)  # the judge's stand-in for a student's object
    if remote is not None:
        return list(remote(target, list(calls)))
    return [_attempt(target, name, arguments) for name, arguments in calls]


def shown(value: Any) -> str:
    """A value's text, cut in the middle when it is long."""
    try:
        text = repr(value)
    except Exception as error:  # a student's __repr__ may fail
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    if len(text) <= SHOWN:
        return text
    text = _SHORT.repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def _attempt(target: Any, name: str, arguments: Sequence[Any]) -> Any:
    try:
        return (getattr(target, name) if name else target)(*arguments)
    except Exception as error:
        return Raised(type(error).__name__, str(error))


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, bool) != isinstance(want, bool):
        return False
    if isinstance(want, (list, tuple)) and isinstance(got, (list, tuple)):
        return isinstance(got, list) == isinstance(want, list) and len(got) == len(want) and all(map(_same, got, want))
    return bool(got == want)


def _message(text: str, see: str | None) -> str:
    return text if see is None else f"{text}\n  see:      {see}"
