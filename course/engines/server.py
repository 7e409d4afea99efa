"""Private servers: on free loopback ports, held by a supervisor process, gone with the last kernel that uses them.

An engine module says what to run (`Member`s, and what clients need to know) in a `prepare(directory)` function; this
module runs it, either once for all kernels of this user (`shared`) or for this kernel alone (`private`).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from course.engines.errors import EngineFailed
from course.engines.paths import run_dir


@dataclass(frozen=True)
class Member:
    """One server process.

    `ready` says how to see that it answers: `{"port": N}`, that a connection is accepted; `{"port": N, "say": text,
    "hear": text}`, that one is found in all that comes back for the other; `{"command": argv}`, exit code 0.
    `timeout` is the seconds it has for that. `env` replaces the environment. `user` runs it as another user (as root
    only).
    """

    name: str
    argv: list[str]
    ready: Mapping[str, Any]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    cwd: str | None = None
    stop_signal: int = signal.SIGTERM
    timeout: float = 60.0
    user: str | None = None


@dataclass(frozen=True)
class Plan:
    """What `prepare` returns: the processes, and what their clients need to know (`info`, plain JSON values)."""

    members: list[Member]
    info: dict[str, Any]


Prepare = Callable[[Path], Plan]


class MemberHandle:
    """One running server process of this kernel: `pid`, and `kill`, `stop`, `start`, `pause`, `resume`."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self.name = name

    @property
    def pid(self) -> int:
        """Process id of the server (of the last one, if it is down)."""
        return int(self._server._ask("status", self.name)["pid"])

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return bool(self._server._ask("status", self.name)["alive"])

    @property
    def log(self) -> Path:
        """What the server wrote to its standard output and error."""
        return self._server.directory / f"{self.name}.log"

    def kill(self) -> None:
        """End it at once with SIGKILL, without a chance to write anything. Returns when the process is gone.

        Processes that a server started for its sessions (PostgreSQL has one for each) end by themselves when they
        notice, a moment later.
        """
        self._server._ask("kill", self.name)

    def stop(self) -> None:
        """End it cleanly. Returns when it is gone."""
        self._server._ask("stop", self.name)

    def start(self) -> None:
        """Start it again with the same data and port. Returns when it answers; raises EngineFailed with its log."""
        self._server._ask("start", self.name)

    def pause(self) -> None:
        """Freeze it (SIGSTOP): its connections stay open and nothing answers."""
        self._server._ask("pause", self.name)

    def resume(self) -> None:
        """Let a paused server go on (SIGCONT)."""
        self._server._ask("resume", self.name)


class Server(MemberHandle):
    """A supervised group of one or more server processes.

    With one member, the group is that member: `server.kill()`. `info` is what `prepare` told; `directory` holds data
    and logs and is removed when the group ends.
    """

    def __init__(self, engine: str, directory: Path, connection: socket.socket, info: dict[str, Any]) -> None:
        self.engine = engine
        self.directory = directory
        self.info = info
        self._connection = connection
        self._replies = connection.makefile("r")
        self._turn = threading.Lock()
        names = [m["name"] for m in json.loads((directory / "spec.json").read_text())["members"]]
        self.members = {name: MemberHandle(self, name) for name in names}
        super().__init__(self, names[0])

    @property
    def data(self) -> Path:
        """The server's data directory."""
        return self.directory / "data"

    def close(self) -> None:
        """Let go of the servers. They end when nobody else holds them."""
        with contextlib.suppress(OSError):
            self._connection.close()
            self._replies.close()

    def _ask(self, do: str, member: str) -> dict[str, Any]:
        with self._turn:
            try:
                self._connection.sendall(json.dumps({"do": do, "member": member}).encode() + b"\n")
                line = self._replies.readline()
            except (OSError, ValueError) as error:
                raise EngineFailed(f"{self.engine}: its supervisor is gone. Restart the kernel.") from error
        if not line:
            raise EngineFailed(f"{self.engine}: its supervisor is gone. Restart the kernel.")
        answer: dict[str, Any] = json.loads(line)
        if answer["failure"]:
            raise EngineFailed(f"{self.engine}: {answer['failure']}")
        return answer


_shared: dict[str, Server] = {}
_shared_turns: dict[str, threading.RLock] = {}  # one for each engine: a slow start holds up nobody else


def shared(engine: str, prepare: Prepare, *, linger: float = 3.0) -> Server:
    """The one server of this engine for all kernels of this user: joined when it runs, else started.

    It ends `linger` seconds after the last kernel that uses it. Raises EngineFailed with the end of the server's log.
    """
    with _shared_turns.setdefault(engine, threading.RLock()):
        known = _shared.get(engine)
        if known is not None and _holds(known):
            return known
        with _locked(run_dir() / f"{engine}.lock"):
            pointer = run_dir() / f"{engine}.current"
            server = _join(engine, pointer)
            if server is None:
                sweep()
                server = _start(engine, prepare, linger)
                pointer.write_text(str(server.directory))
        _shared[engine] = server
        return server


def private(engine: str, prepare: Prepare) -> Server:
    """A server of this kernel's own. It ends with the kernel, or when the handle is closed and forgotten."""
    sweep()
    return _start(engine, prepare, linger=0.0)


def sweep() -> None:
    """Remove what servers left behind whose supervisor was killed: their processes and their folders."""
    for directory in run_dir().iterdir():
        if not directory.is_dir():
            continue
        with contextlib.suppress(OSError), open(directory / "lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises while a supervisor lives
            _end_orphans(directory)
            shutil.rmtree(directory, ignore_errors=True)


def locked_folder(engine: str, mode: int) -> tuple[Path, int]:
    """A new folder for a run of `engine`, and the descriptor that keeps it from being swept, until it is closed.

    The lock is taken before it is put into the folder: at no moment does another kernel's sweep see the folder free.
    """
    folder = run_dir() / f"{engine}-{secrets.token_hex(4)}"
    before = folder.with_suffix(".new")
    lock = os.open(before, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder.mkdir(mode=mode)
    before.rename(folder / "lock")
    return folder, lock


@contextlib.contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Only one process of this user at a time is inside, per name. Freed by the system when a process dies."""
    with _locked(run_dir() / f"{name}.lock"):
        yield


def _holds(server: Server) -> bool:
    """Whether this kernel's connection still stands and every process behind it runs."""
    try:
        return all(member.alive for member in server.members.values())
    except EngineFailed:
        return False


def _join(engine: str, pointer: Path) -> Server | None:
    try:
        directory = Path(pointer.read_text())
        spec = json.loads((directory / "spec.json").read_text())
        control = json.loads((directory / "control.json").read_text())
        return _connect(engine, directory, spec["token"], control["port"])
    except (OSError, ValueError):
        return None


def _connect(engine: str, directory: Path, token: str, port: int) -> Server:
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.sendall(token.encode() + b"\n")
    with connection.makefile("r") as replies:
        hello = replies.readline()
    greeting = json.loads(hello or "{}")
    if not greeting.get("alive"):
        connection.close()
        raise ConnectionError("it is ending, or one of its processes has died")
    connection.settimeout(None)
    return Server(engine, directory, connection, greeting["info"])


def _start(engine: str, prepare: Prepare, linger: float) -> Server:
    directory, lock = locked_folder(engine, 0o711)
    try:
        plan = prepare(directory)
        token = secrets.token_hex(16)
        _write_spec(directory, plan, token, linger)
        failure = _launch(directory, lock)
        if failure:
            raise EngineFailed(f"{engine} did not start. {failure}")
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    finally:
        os.close(lock)  # the supervisor has its own
    control = json.loads((directory / "control.json").read_text())
    return _connect(engine, directory, token, control["port"])


def _write_spec(directory: Path, plan: Plan, token: str, linger: float) -> None:
    members = [asdict(member) | {"env": dict(member.env)} for member in plan.members]
    spec = {"members": members, "info": plan.info, "token": token, "linger": linger}
    with open(directory / "spec.json", "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(spec, file)


def _launch(directory: Path, lock: int) -> str | None:
    """Start the supervisor; wait until its servers answer. Returns None or what went wrong."""
    program = Path(__file__).with_name("supervisor.py")
    with open(directory / "supervisor.log", "wb") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-I", str(program), str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            pass_fds=[lock],
        )
    assert supervisor.stdout is not None
    with supervisor.stdout:
        said = supervisor.stdout.readline()
    threading.Thread(target=supervisor.wait, daemon=True).start()  # no zombie while this kernel lives
    if not said:
        return (directory / "supervisor.log").read_text()[-2000:] or "Its supervisor stopped at once."
    failure: str | None = json.loads(said)["failure"]
    return failure


def _end_orphans(directory: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        for pid, started in json.loads((directory / "pids.json").read_text()).values():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                # The number may belong to another process by now; its start time tells.
                if abs(process.create_time() - started) < 5:
                    for victim in [*process.children(recursive=True), process]:
                        with contextlib.suppress(psutil.Error):
                            victim.kill()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path, "w") as file:
        deadline = time.monotonic() + 120
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise EngineFailed(
                        f"Another kernel has been starting {path.stem} for two minutes. Restart the kernels."
                    ) from None
                time.sleep(0.02)
        yield
