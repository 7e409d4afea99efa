"""The student's process: runs the notebook's cells when told to, then answers calls to what they defined.

    python -I -m course.grading.student_side LISTENER LIMITS_JSON

LISTENER is the number of an inherited, listening unix socket, or the path at which to make one.

Nothing here decides anything: whatever this process says is data to the judge.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import json
import linecache
import os
import signal
import socket
import sys
import threading
import traceback
import types
from collections.abc import Callable
from typing import Any

from course.grading.channel import Channel, Gone
from course.grading.codec import Garbled
from course.grading.endpoint import Endpoint, where
from course.grading.inside import bound_this_process, open_engine_ports

MAX_SHOWN = 10_000  # characters of one cell's value


class Printed(io.TextIOBase):
    """What cells print, up to a number of characters over the whole notebook; the rest is counted and dropped."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts: list[str] = []
        self.dropped = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: self._room]
        self._room -= len(kept)
        self.dropped += len(text) - len(kept)
        self._parts.append(kept)
        return len(text)

    def take(self) -> str:
        """What was printed since the last call."""
        taken, self._parts = "".join(self._parts), []
        return taken


class Notebook:
    """The namespace in which the notebook's cells run, and the running of one."""

    def __init__(self, printed: Printed) -> None:
        self.module = types.ModuleType("__main__")
        self.printed = printed
        self.names = vars(self.module)
        self.names["display"] = self._display
        sys.modules["__main__"] = self.module

    def run(self, cell: str, source: str) -> list[dict[str, Any]]:
        """Run a cell; returns its outputs in the notebook format. Never raises, but for what ends the process."""
        outputs: list[dict[str, Any]] = []
        try:
            value = self._execute(f"cell {cell}", source)
            shown = None if value is None else repr(value)[:MAX_SHOWN]
            error = None
        except BaseException as problem:
            shown, error = None, problem
        text = self.printed.take()
        if text:
            outputs.append({"output_type": "stream", "name": "stdout", "text": text})
        if shown is not None:
            data = {"text/plain": shown}
            outputs.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
        if error is not None:
            outputs.append(_error_output(error))
        return outputs

    def _execute(self, name: str, source: str) -> Any:
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            tree = ast.parse(source, name)
        except SyntaxError:
            plain = _without_magics(source)
            if plain is None:
                raise
            tree = ast.parse(plain, name)
            self._offer_ipython()
        if "get_ipython" in source:
            self._offer_ipython()
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        value = None
        for part, mode in ((tree, "exec"), (last, "eval")):
            if part is not None:
                code = compile(part, name, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
                value = eval(code, self.names)
                if inspect.CO_COROUTINE & code.co_flags:
                    value = asyncio.run(value)
        return value

    def _display(self, *values: Any, **_: Any) -> None:
        for value in values:
            self.printed.write(f"{value!r}\n"[:MAX_SHOWN])

    def _offer_ipython(self) -> None:
        if "get_ipython" not in self.names:
            from IPython.core.interactiveshell import InteractiveShell

            shell = InteractiveShell.instance(user_module=self.module, user_ns=self.names)
            self.names["get_ipython"] = shell.get_ipython


def serve(listener: socket.socket, limits: dict[str, Any], out: Printed) -> None:
    """Answer the judge's connections until the first one, which runs the cells, ends."""
    notebook = Notebook(out)
    local = threading.local()
    spare: list[Channel] = []  # for threads that the student's own code starts
    spare_turn = threading.Lock()

    class Student(Endpoint):
        def ask(self, do: str, *parts: Any) -> Any:
            if hasattr(local, "channel"):
                return super().ask(do, *parts)
            with spare_turn:
                local.channel = spare[0]
                try:
                    return super().ask(do, *parts)
                finally:
                    del local.channel

    def run(cell: str, source: str, given: bool) -> list[dict[str, Any]]:
        before = dict(notebook.names) if given else {}
        outputs = notebook.run(cell, source)
        if given:
            endpoint.know({n: v for n, v in notebook.names.items() if before.get(n) is not v})
        return outputs

    def names(asked: list[str]) -> dict[str, Any]:
        found = {}
        for name in asked:
            if name in notebook.names:
                with contextlib.suppress(Garbled):
                    found[name] = _crosses(endpoint, notebook.names[name])
        return found

    endpoint = Student(lambda: local.channel, _anything, {"run": run, "names": names})

    def converse(channel: Channel) -> None:
        local.channel = channel
        with contextlib.suppress(Gone):
            while True:
                message = channel.receive()
                if message == ["interrupt"]:
                    os.kill(os.getpid(), signal.SIGINT)
                    continue
                answer = endpoint.answer(message)
                try:
                    channel.send(answer)
                except Garbled as error:
                    channel.send(endpoint.raised(Garbled(f"the answer is {error}")))

    def greet() -> None:
        while True:
            connection, _ = listener.accept()
            channel = Channel(connection)
            if channel.receive() == ["callbacks"]:
                spare.append(channel)
            else:
                threading.Thread(target=converse, args=(channel,), daemon=True).start()

    first, _ = listener.accept()
    channel = Channel(first)
    channel.receive()
    threading.Thread(target=greet, daemon=True).start()
    while True:
        try:
            converse(channel)
            return
        except KeyboardInterrupt:  # it came between two answers: there was nothing left to interrupt
            continue


def _crosses(endpoint: Endpoint, value: Any) -> Any:
    endpoint.pack(value)  # raises when it is too large or too deep
    return value


def _anything(target: Any, name: str) -> Any:
    """The guard of a side that has nothing to guard."""
    return target if not name or name.startswith("__") else getattr(target, name)


def _without_magics(source: str) -> str | None:
    """The cell with IPython's own syntax turned into Python; None when it has none."""
    if not any(line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?") for line in source.split("\n")):
        return None
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))


def _error_output(error: BaseException) -> dict[str, Any]:
    lines = where(error)
    try:
        text = str(error)[:2_000]
    except Exception:
        text = "(its text cannot be shown)"
    if isinstance(error, SyntaxError):
        trace = traceback.format_exception_only(error)
    else:
        trace = [*(f"  {line}" for line in reversed(lines)), f"{type(error).__name__}: {text}"]
    return {"output_type": "error", "ename": type(error).__name__, "evalue": text, "traceback": trace}


def _listener(where_from: str) -> socket.socket:
    if where_from.isdigit():
        listener = socket.socket(fileno=int(where_from))
        os.set_inheritable(listener.fileno(), False)
        return listener
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(where_from)
    listener.listen(64)
    return listener


def main(arguments: list[str]) -> None:
    """Set the bounds, then serve."""
    limits = json.loads(arguments[1])
    listener = _listener(arguments[0])
    open_engine_ports()
    bound_this_process(limits)
    printed = Printed(limits["output"])
    sys.stdout = sys.stderr = printed
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path.insert(0, os.getcwd())
    serve(listener, limits, printed)


if __name__ == "__main__":
    serving: Callable[[list[str]], None] = main
    serving(sys.argv[1:])
    os._exit(0)
