"""What both sides do first inside their sandbox: bound themselves, and open the way to the engines."""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import socket
import threading
from pathlib import Path
from typing import Any

CHANNEL = "/channel"  # where the sandboxes of one submission meet: unix sockets, nothing else
CHUNK = 1 << 16


def bound_this_process(limits: dict[str, Any]) -> None:
    """Set what the kernel enforces for this process and its children. They cannot raise it again."""
    bounds = {
        resource.RLIMIT_AS: limits["address_space"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["disk"],
        resource.RLIMIT_NOFILE: 512,
        resource.RLIMIT_CORE: 0,
        # Counts the user's processes: it binds a normal user, and is no use to root, whom the grader watches instead.
        resource.RLIMIT_NPROC: None if os.environ.get("COURSE_SHARED_USER") else limits["processes"],
    }
    for which, bound in bounds.items():
        if bound is None:
            continue
        hard = resource.getrlimit(which)[1]
        least = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (least, least))


def bound_memory(bytes_: int) -> None:
    """Bound the address space of this process: what would be larger is a MemoryError."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    least = bytes_ if hard == resource.RLIM_INFINITY else min(bytes_, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has none that holds
        resource.setrlimit(resource.RLIMIT_AS, (least, least))


def open_engine_ports(folder: str = CHANNEL) -> None:
    """Make each engine of this submission answer at its own port on this sandbox's loopback.

    `PORT.sock` in the channel folder leads to the engine's sandbox. Every sandbox has a network of its own with nothing
    in it; so the same URL works on all sides.
    """
    for path in Path(folder).glob("*.sock"):
        if path.stem.isdigit():
            listener = socket.create_server(("127.0.0.1", int(path.stem)))
            threading.Thread(target=_accept, args=(listener, str(path)), daemon=True).start()


def relay(listener: socket.socket, port: int) -> None:
    """The engine's end: connections to a unix socket go to its port."""
    threading.Thread(target=_accept, args=(listener, ("127.0.0.1", port)), daemon=True).start()


def _accept(listener: socket.socket, target: Any) -> None:
    while True:
        near, _ = listener.accept()
        threading.Thread(target=_pass_on, args=(near, target), daemon=True).start()


def _pass_on(near: socket.socket, target: Any) -> None:
    far = socket.socket(socket.AF_UNIX if isinstance(target, str) else socket.AF_INET)
    with contextlib.suppress(OSError), near, far, selectors.DefaultSelector() as ready:
        far.connect(target)
        for side, other in ((near, far), (far, near)):
            if side.family == socket.AF_INET:
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(side, selectors.EVENT_READ, other)
        while ready.get_map():
            for key, _ in ready.select():
                readable: Any = key.fileobj
                data = readable.recv(CHUNK)
                if not data:
                    return
                key.data.sendall(data)
