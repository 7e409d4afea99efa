"""What belongs to one kernel alone: its name on a shared server, its private server, its private folder."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

import psutil

from course.engines.errors import EngineFailed
from course.engines.server import Prepare, Server, locked_folder, private, sweep

_NAME = re.compile(r"notebook_(\d+)_[0-9a-f]{6}")


def own_name() -> str:
    """A fresh name for this kernel's database or keyspace. It carries the process id, which tells others of its end."""
    return f"notebook_{os.getpid()}_{secrets.token_hex(3)}"


def abandoned(names: Iterable[str]) -> list[str]:
    """Those of `names` that a kernel of this machine made which has ended (kill -9 leaves its database behind)."""
    return [name for name in names if (made := _NAME.fullmatch(name)) and not psutil.pid_exists(int(made[1]))]


_servers: dict[str, Server] = {}
_turns: dict[str, threading.RLock] = {}  # one for each engine: a slow start holds up nobody else


def own_server(engine: str, prepare: Prepare) -> Server:
    """This kernel's private server of `engine`: started by the first call, and again when it was stopped or killed."""
    with _turns.setdefault(engine, threading.RLock()):
        server = _servers.get(engine)
        if server is not None:
            try:
                for member in server.members.values():
                    member.start()
                return server
            except EngineFailed:
                server.close()  # it does not come back: its data or its supervisor is gone
        _servers[engine] = server = private(engine, prepare)
        return server


def own_folder(engine: str) -> Path:
    """A new folder for the data of an engine that runs inside the kernel. It is removed when the kernel ends.

    After a `kill -9` the next start of any engine removes it: it is free for removal as soon as its lock is.
    """
    sweep()
    folder, lock = locked_folder(engine, 0o700)
    _held.append(lock)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_held: list[int] = []  # open, and with them locked, until this process ends
