"""One side's end of the conversation: what it exports, how it asks, what it answers.

Both sides are an Endpoint. They differ in who may touch what: the student's side answers everything about its own
objects, the judge's only calls and public attributes of the few things that a test has handed over (`guard`).
"""

from __future__ import annotations

import builtins
import contextlib
import threading
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from course.grading.channel import Channel, Gone
from course.grading.codec import MAX_ITEMS, Garbled, Records, decode, encode
from course.grading.remote import FarError, Remote, RemoteMethod
from course.practice.expect import Raised

MAX_EXPORTS = 200_000
MAX_TEXT = 2_000  # characters of an exception's message
_TYPES = {kind.__name__: kind for kind in (int, float, str, bytes, bool, list, tuple, dict, set, frozenset, object)}
# A control-flow exception of the other side must not steer this one's loops and generators.
_NOT_RAISED = ("StopIteration", "StopAsyncIteration")

Guard = Callable[[Any, str], Any]  # (object, method or attribute name) -> what may be called or read


class Endpoint:
    """`connect` gives the calling thread's channel to the other side; `also` are operations beyond those on objects."""

    def __init__(
        self, connect: Callable[[], Channel], guard: Guard, also: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        self.connect = connect
        self.guard = guard
        self.also = dict(also or {})
        self.records = Records()
        self.known: dict[str, type] = {}  # classes of the given cells, which mean the same on both sides
        self.methods: set[tuple[str, str]] = set()
        self.deadline: float | None = None
        self._exports: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # id(object) -> its number
        self._turn = threading.Lock()

    def know(self, names: Mapping[str, Any]) -> None:
        """Learn the classes among the names of a given cell."""
        self.records.classes.update(Records(names).classes)
        self.known.update({n: v for n, v in names.items() if isinstance(v, type) and v.__name__ == n})

    # -- asking

    def ask(self, do: str, *parts: Any) -> Any:
        """Have the other side do something. Returns its answer; raises its exception, Gone, Late or FarError."""
        channel = self.connect()
        channel.send([do, *(self.pack(part) for part in parts)])
        while True:
            message = channel.receive(self.deadline)
            if type(message) is list:  # it asks something back, from within our question
                channel.send(self.answer(message))
                continue
            return self._result(message, parts, do)

    def _result(self, message: Any, parts: tuple[Any, ...], do: str) -> Any:
        if type(message) is not dict or len(message) != 1:
            raise FarError("Garbled", "its answer does not follow the protocol")
        ((tag, payload),) = message.items()
        if tag == "method" and do == "get":
            owner, name = parts
            self.methods.add((owner._kind, name))
            return RemoteMethod(owner, name)
        try:
            if tag == "ok":
                return self.unpack(payload)
            if tag == "raised":
                raise self._exception(payload)
        except Garbled as error:
            raise FarError("Garbled", str(error)) from None
        raise FarError("Garbled", "its answer does not follow the protocol")

    # -- answering

    def answer(self, message: Any) -> dict[str, Any]:
        """Do what the other side asks; its exception becomes part of the answer."""
        try:
            do, *packed = message
            parts = [self.unpack(part) for part in packed]
            return self._do(do, parts)
        except Gone:
            raise
        except BaseException as error:
            return self.raised(error)

    def _do(self, do: str, parts: list[Any]) -> dict[str, Any]:
        if do in self.also:
            return self.ok(self.also[do](*parts))
        target = parts[0]
        if do == "call":
            _, name, args, kwargs = parts
            return self.ok(self._offered(target, name)(*args, **kwargs))
        if do == "get":
            found = self._offered(target, parts[1])
            return {"method": True} if callable(found) and hasattr(found, "__self__") else self.ok(found)
        if do == "set":
            self.guard(target, "__setattr__")
            setattr(target, parts[1], parts[2])
            return self.ok(None)
        if do == "drive":
            _, calls = parts
            if len(calls) > MAX_ITEMS:
                raise Garbled(f"more than {MAX_ITEMS:,} calls at once")
            return self.ok([self._attempt(target, call) for call in calls])
        operation = _OPERATIONS.get(do)
        if operation is None:
            raise Garbled(f"nobody can {do[:20]!r}")
        self.guard(target, f"__{do}__")
        return self.ok(operation(*parts))

    def _offered(self, target: Any, name: Any) -> Any:
        """A public attribute of an object, "" for the object itself. Special methods have operations of their own."""
        if type(name) is not str or name.startswith("_"):
            raise AttributeError(f"{str(name)[:60]!r} is private")
        return self.guard(target, name)

    def _attempt(self, target: Any, call: Any) -> Any:
        name, arguments = call
        try:
            return self._offered(target, name)(*arguments)
        except Exception as error:
            return Raised(type(error).__name__, _text(error))

    def ok(self, value: Any) -> dict[str, Any]:
        """An answer with a value."""
        return {"ok": self.pack(value)}

    def raised(self, error: BaseException) -> dict[str, Any]:
        """An answer with an exception."""
        about: dict[str, Any] = {"kind": type(error).__name__, "message": _text(error), "where": where(error)}
        for part, value in (("args", error.args), ("state", {k: v for k, v in vars(error).items() if k[0] != "_"})):
            try:
                about[part] = self.pack(value)
            except Exception:
                about[part] = None
        return {"raised": about}

    # -- values

    def pack(self, value: Any) -> Any:
        """A value, or the name of an object, as JSON."""
        return encode(value, self._stay, self.records)

    def unpack(self, value: Any) -> Any:
        """The value, or the stand-in for an object, that JSON means."""
        return decode(value, self._resolve, self.records)

    def _stay(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Remote):
            return {"yours": value._number}
        if isinstance(value, RemoteMethod):
            return {"yours": [value._owner._number, value._name]}
        if isinstance(value, Raised):
            return {"x": [value.kind, value.message]}
        if isinstance(value, type):
            name = value.__name__
            if _TYPES.get(name) is value:
                return {"type": name}
            if self.known.get(name) is value:
                return {"class": name}
        self.guard(value, "")
        with self._turn:
            number = self._numbers.get(id(value))
            if number is None:
                number = len(self._exports)
                if number >= MAX_EXPORTS:
                    raise Garbled(f"more than {MAX_EXPORTS:,} objects handed over")
                self._exports[number] = value
                self._numbers[id(value)] = number
        return {"mine": [number, getattr(type(value), "__name__", "?")[:60]]}

    def _resolve(self, tag: str, payload: Any) -> Any:
        if tag == "mine":
            number, kind = payload
            if type(number) is not int or type(kind) is not str:
                raise Garbled("an object has a number and a kind")
            return Remote(self, number, "".join(c for c in kind[:60] if c.isalnum() or c == "_") or "unnamed")
        if tag == "yours":
            number, name = payload if type(payload) is list else (payload, None)
            if type(number) is not int or number not in self._exports:
                raise Garbled("no such object was handed over")
            return self._exports[number] if name is None else self.guard(self._exports[number], name)
        if tag == "x":
            kind, message = payload
            return Raised(str(kind)[:100], str(message)[:MAX_TEXT])
        if tag == "type" and payload in _TYPES:
            return _TYPES[payload]
        if tag == "class" and payload in self.known:
            return self.known[payload]
        raise Garbled(f"an unknown kind of value: {tag[:20]!r}")

    def _exception(self, about: Any) -> Exception:
        if type(about) is not dict:
            raise Garbled("an exception has a kind and a message")
        kind, message = str(about.get("kind"))[:100], str(about.get("message"))[:MAX_TEXT]
        args, state = (self._unpacked(about.get(part)) for part in ("args", "state"))
        made = _rebuilt(self._exception_class(kind), args, message)
        if made is None:
            made = FarError(kind, message)
        elif isinstance(state, dict) and type(made).__name__ in self.known:
            for name, value in state.items():
                if isinstance(name, str) and name.isidentifier() and not name.startswith("_"):
                    with contextlib.suppress(Exception):  # a class may have attributes that cannot be set
                        setattr(made, name, value)
        places = about.get("where")
        made.course_where = [str(p)[:200] for p in places[:5]] if isinstance(places, list) else []  # type: ignore[attr-defined]
        return made

    def _unpacked(self, value: Any) -> Any:
        try:
            return self.unpack(value)
        except Garbled:
            return None

    def _exception_class(self, kind: str) -> type | None:
        found = self.known.get(kind) or (None if kind in _NOT_RAISED else getattr(builtins, kind, None))
        return found if isinstance(found, type) and issubclass(found, Exception) else None


def where(error: BaseException) -> list[str]:
    """The student's own lines that an exception came through, last one first: `line 12 of cell btree: return x`."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith("cell "):
            lines.append(f"line {trace.tb_lineno} of {name}")
        trace = trace.tb_next
    return lines[::-1][:3]


def _rebuilt(kind: Any, args: Any, message: str) -> Exception | None:
    if kind is None:
        return None
    for attempt in (args if isinstance(args, tuple) else (message,), (message,)):
        try:
            made = kind(*attempt)
            if isinstance(made, Exception):
                return made
        except Exception:
            continue
    with contextlib.suppress(Exception):  # an ExceptionGroup cannot even be made without its exceptions
        made = kind.__new__(kind)  # type: ignore[call-overload]
        made.args = (message,)
        return made if isinstance(made, Exception) else None
    return None


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except Exception:
        return "(its text cannot be shown)"


def _items(target: Any) -> list[Any]:
    found = list(islice(iter(target), MAX_ITEMS + 1))
    if len(found) > MAX_ITEMS:
        raise Garbled(f"more than {MAX_ITEMS:,} items")
    return found


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "len": len,
    "contains": lambda target, item: item in target,
    "getitem": lambda target, key: target[key],
    "setitem": lambda target, key, value: target.__setitem__(key, value),
    "delitem": lambda target, key: target.__delitem__(key),
    "iter": _items,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
}
