"""Free TCP ports on loopback."""

from __future__ import annotations

import contextlib
import random
import socket
from collections import deque

# Below the ephemeral range of Linux (32768) and macOS (49152), so that a client's outgoing connection does not take the
# port between our look and the server's bind; and under 55535, which Valkey's cluster bus (port + 10000) needs.
_FIRST, _LAST = 20_000, 32_000
# The operating system's generator: a notebook that seeds `random` must not make two kernels pick the same ports.
_pick = random.SystemRandom()
# Some servers take ten seconds to bind their port, and one that is killed has none until it is started again. Meanwhile
# the UDP port of the same number, which no server here uses, tells other kernels that it is given away.
_marks: deque[socket.socket] = deque(maxlen=200)  # a bound on open files: the oldest give way


def free_ports(count: int = 1) -> list[int]:
    """`count` different ports nobody listens on at 127.0.0.1 now. Raises RuntimeError when 2,000 tries find too few.

    While this process lives no other one of the course gets them, the last 200 that were given.
    """
    found: list[int] = []
    with contextlib.ExitStack() as held:
        for _ in range(2_000):
            if len(found) == count:
                return found
            port = _pick.randint(_FIRST, _LAST)
            looked = held.enter_context(socket.socket())
            mark = socket.socket(type=socket.SOCK_DGRAM)
            try:
                looked.bind(("127.0.0.1", port))
                mark.bind(("127.0.0.1", port))
            except OSError:
                mark.close()
            else:
                _marks.append(mark)
                found.append(port)
    if len(found) == count:
        return found
    raise RuntimeError(f"No {count} free ports between {_FIRST} and {_LAST} on 127.0.0.1: close some programs.")


def free_port() -> int:
    """One free port on 127.0.0.1."""
    return free_ports(1)[0]
