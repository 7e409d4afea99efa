"""Free TCP ports on loopback."""

from __future__ import annotations

import contextlib
import random
import socket

# Below the ephemeral range of Linux (32768) and macOS (49152), so that a client's outgoing connection does not take the
# port between our look and the server's bind; and under 55535, which Valkey's cluster bus (port + 10000) needs.
_FIRST, _LAST = 20_000, 32_000
# The operating system's generator: a notebook that seeds `random` must not make two kernels pick the same ports.
_pick = random.SystemRandom()


def free_ports(count: int = 1) -> list[int]:
    """`count` different ports nobody listens on at 127.0.0.1 now. Raises RuntimeError when 2,000 tries find too few."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        for _ in range(2_000):
            if len(found) == count:
                return found
            port = _pick.randint(_FIRST, _LAST)
            sock = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                sock.bind(("127.0.0.1", port))
                found.append(port)
    if len(found) == count:
        return found
    raise RuntimeError(f"No {count} free ports between {_FIRST} and {_LAST} on 127.0.0.1: close some programs.")


def free_port() -> int:
    """One free port on 127.0.0.1."""
    return free_ports(1)[0]
