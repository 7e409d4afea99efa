"""The judge's process: runs the instructor's test cells; the names that they take from the student are stand-ins.

    python -I -m course.grading.judge_side      (the plan as JSON on standard input)

It goes through the notebook in order: answers and the student's own cells run over there, given cells on both sides,
test cells here. For each cell it writes one JSON line to standard output: `{"cell": place, "outputs": …}` for what ran
over there, and `{"cell": place, "passed": …, "earned": …, "reason": …}` for a test. The student's code never enters
this process; what it sends is decoded by `codec`, which builds values and nothing else.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import linecache
import math
import os
import socket
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from course.grading.channel import Channel, Gone, Late
from course.grading.codec import Garbled
from course.grading.endpoint import Endpoint
from course.grading.inside import CHANNEL, bound_memory, open_engine_ports
from course.grading.names import bound, used
from course.grading.remote import FarError
from course.practice.expect import NotYet

NAME = "__judge__"
SECONDS_TO_INTERRUPT = 2.0
SECONDS_TO_CONNECT = 30.0
SOCKET = "student.sock"


class OutOfTime(BaseException):
    """A test cell's time is over. Not an Exception: a test that catches everything must not catch this."""


class Vanished(BaseException):
    """The student's process has ended. Not an Exception either: no test must take it for an expected error."""


class Judge(Endpoint):
    """The judge's end. Each of its threads has a connection of its own."""

    def __init__(self, path: str) -> None:
        super().__init__(self._channel, self._may_cross)
        self._path = path
        self._local = threading.local()

    def greet(self) -> None:
        """Open the main connection, and the one for calls from threads of the student's own."""
        self._channel()
        back = self._connected("callbacks")
        threading.Thread(target=self._serve, args=(back,), daemon=True).start()

    def ask(self, do: str, *parts: Any) -> Any:
        """As Endpoint's, but raises OutOfTime when the time of the cell is over, and Vanished for Gone."""
        try:
            return super().ask(do, *parts)
        except Late:
            self._interrupt()
            raise OutOfTime from None
        except Gone:
            raise Vanished from None
        except Garbled as error:  # where the next message begins is unknown now
            self._drop()
            raise FarError("Garbled", str(error)) from None

    def _channel(self) -> Channel:
        channel: Channel | None = getattr(self._local, "channel", None)
        if channel is None:
            channel = self._local.channel = self._connected("calls")
        return channel

    def _connected(self, purpose: str) -> Channel:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS_TO_CONNECT)  # where nobody accepts, the queue fills up and connecting waits
        try:
            connection.connect(self._path)
        except OSError as error:
            raise Gone(str(error)) from None
        channel = Channel(connection)
        channel.send([purpose])
        return channel

    def _interrupt(self) -> None:
        """Ask the student's main thread to stop what it does; give up this thread's connection if it does not."""
        with contextlib.suppress(Gone, Late, Garbled):
            self._connected("calls").send(["interrupt"])
            until = time.monotonic() + SECONDS_TO_INTERRUPT
            while type(self._channel().receive(until)) is list:
                pass  # it still asks: nobody answers any more
            return
        self._drop()

    def _drop(self) -> None:
        """Give up this thread's connection; the next question opens another."""
        channel: Channel | None = getattr(self._local, "channel", None)
        if channel is not None:
            channel.close()
            del self._local.channel

    def _serve(self, channel: Channel) -> None:
        with contextlib.suppress(Gone, Garbled):
            while True:
                channel.send(self.answer(channel.receive()))

    def _may_cross(self, target: Any, name: str) -> Any:
        """The guard: of what tests hand over, students may call functions, and use what a test's class offers."""
        made_here = [kind for kind in type(target).__mro__ if kind.__module__ == NAME]
        if not name:
            if made_here or isinstance(target, _FUNCTIONS):
                return target
            raise TypeError(f"a {type(target).__name__} of the test's cannot be handed over")
        if name == "__setattr__" or not made_here:
            raise AttributeError(f"this {type(target).__name__} object cannot be changed or looked into from here")
        if name.startswith("__"):
            if any(name in vars(kind) for kind in made_here):
                return target
            raise TypeError(f"a {type(target).__name__} object does not support this")
        return getattr(target, name)


_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, partial)


class Court:
    """The namespace of the given and test cells, and what each of them gives.

    `instructors` are the names that any of these cells gives a meaning to. They are never the student's, not even where
    a test that should have made one failed before it did.
    """

    def __init__(self, judge: Judge, cell_seconds: float, instructors: set[str]) -> None:
        self.judge = judge
        self.cell_seconds = cell_seconds
        self.instructors = instructors
        module = types.ModuleType(NAME)
        sys.modules[NAME] = module
        self.names = vars(module)
        self._borrowed: set[str] = set()

    def run_there(self, cell: str, source: str, given: bool) -> list[dict[str, Any]]:
        """Run a cell on the student's side; its outputs."""
        with self._time():
            outputs = self.judge.ask("run", cell, source, given)
        return _checked_outputs(outputs)

    def run_here(self, cell: str, source: str) -> None:
        """Run a given cell, and learn its classes. Its failure is nobody's but the instructor's."""
        before = dict(self.names)
        self._execute(cell, source)
        self.judge.know({n: v for n, v in self.names.items() if before.get(n) is not v})

    def decide(self, cell: str, source: str, points: float) -> dict[str, Any]:
        """Run a test cell: what it earns, and why not everything."""
        try:
            with self._time():
                value = self._execute(cell, source)
        except OutOfTime:
            return _lost(f"ran longer than the {self.cell_seconds:g} s that one cell may take")
        except Vanished:
            return _lost("the notebook's process had ended before this test was done", gone=True)
        except NameError as error:
            if error.name in self.instructors:
                return _lost(f"needs {error.name} of an earlier test, which ended before it came to that")
            return _lost(_reason(error))
        except BaseException as error:
            return _lost(_reason(error))
        if value is None:
            return {"passed": True, "earned": points, "reason": None}
        if type(value) in (int, float) and math.isfinite(value) and 0 <= value <= points:
            reason = None if value == points else f"partly right: {value:g} of {points:g} points"
            return {"passed": value == points, "earned": float(value), "reason": reason}
        return _lost("the test ended with a value that is no number of points: tell your instructor", odd=True)

    def _execute(self, cell: str, source: str) -> Any:
        name = f"test {cell}"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        tree = ast.parse(source, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        parts = [compile(tree, name, "exec", dont_inherit=True)]
        if last is not None:
            parts.append(compile(last, name, "eval", dont_inherit=True))
        self._borrow(parts)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return [eval(code, self.names) for code in parts][-1]

    def _borrow(self, parts: list[types.CodeType]) -> None:
        """Put the student's values in the place of the names that this cell uses and the instructor's cells lack."""
        for name in self._borrowed:
            self.names.pop(name, None)
        own = set(self.names) | self.instructors
        wanted = {name for code in parts for name in used(code)}
        asked = sorted(name for name in wanted - own if not hasattr(builtins, name))
        if asked:
            found = self.judge.ask("names", asked)
            self._borrowed = {name for name in asked if name in found}
            self.names.update({name: found[name] for name in self._borrowed})

    @contextlib.contextmanager
    def _time(self) -> Iterator[None]:
        self.judge.deadline = time.monotonic() + self.cell_seconds
        try:
            yield
        finally:
            self.judge.deadline = None


def _lost(reason: str, **more: bool) -> dict[str, Any]:
    return {"passed": False, "earned": 0.0, "reason": reason, **more}


def _reason(error: BaseException) -> str:
    """Why a test failed, for the student: the message of an expectation, or an exception and where it came from."""
    message = str(error)[:4_000]
    if isinstance(error, NotYet):
        return message
    if type(error) is AssertionError and message:
        return message
    if isinstance(error, NotImplementedError):
        return "not answered yet"
    if isinstance(error, FarError):
        text = message
    else:
        text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    places = [str(place) for place in getattr(error, "course_where", [])]
    return "\n".join([text, *(f"  at {place}" for place in places)])


def _checked_outputs(outputs: Any) -> list[dict[str, Any]]:
    """Outputs as the notebook format has them, whatever the student's process says they are."""
    kept: list[dict[str, Any]] = []
    for output in outputs if type(outputs) is list else []:
        if type(output) is not dict:
            continue
        if output.get("output_type") == "stream":
            kept.append({"output_type": "stream", "name": "stdout", "text": str(output.get("text"))})
        elif output.get("output_type") == "execute_result":
            data = output.get("data")
            text = str(data.get("text/plain")) if type(data) is dict else ""
            kept.append(
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": text},
                    "metadata": {},
                    "execution_count": None,
                }
            )
        elif output.get("output_type") == "error":
            trace = output.get("traceback")
            lines = [str(line)[:2_000] for line in trace[:20]] if type(trace) is list else []
            kept.append(
                {
                    "output_type": "error",
                    "ename": str(output.get("ename"))[:200],
                    "evalue": str(output.get("evalue"))[:2_000],
                    "traceback": lines,
                }
            )
    return kept[:20]


def judge(plan: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Go through the notebook; `say` gets one result a cell."""
    endpoint = Judge(f"{CHANNEL}/{SOCKET}" if plan.get("channel") is None else f"{plan['channel']}/{SOCKET}")
    endpoint.greet()
    made = [bound(source) for kind, _, source, _ in plan["cells"] if kind in ("given", "test")]
    court = Court(endpoint, plan["cell_seconds"], set().union(*made))
    stuck: str | None = None
    for place, (kind, cell, source, points) in enumerate(plan["cells"]):
        said: dict[str, Any] = {"cell": place}
        if kind == "given":
            try:
                court.run_here(cell, source)
            except BaseException as error:
                say({"cell": place, "broken": f"the given cell {cell} failed in the judge: {_reason(error)}"})
                return
        if kind in ("given", "answer", "own") and stuck is None:
            try:
                said["outputs"] = court.run_there(cell, source, kind == "given")
            except OutOfTime:
                said["reason"] = f"ran longer than the {court.cell_seconds:g} s that one cell may take"
            except Vanished:
                stuck = said["reason"] = f"the notebook's process ended in cell {cell}"
                said["gone"] = True
            except (FarError, Garbled) as error:
                said["reason"] = str(error)[:500]
        if kind == "test":
            said |= _lost(stuck, gone=True) if stuck else court.decide(cell, source, points)
            if said.get("gone"):
                stuck = stuck or said["reason"]
        say(said)


def main() -> None:
    """Read the plan, keep standard output for the results, judge."""
    plan = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    bound_memory(plan["memory"])
    open_engine_ports(plan.get("channel") or CHANNEL)

    def say(result: dict[str, Any]) -> None:
        out.write(json.dumps(result) + "\n")
        out.flush()

    judge(plan, say)
    say({"done": True})
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
