"""Messages over a stream socket: four bytes of length, then the message. One thread uses one connection."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from typing import Any

from course.grading.codec import MAX_BYTES, Garbled, from_bytes, to_bytes

_LENGTH = struct.Struct(">I")


class Gone(Exception):
    """The other side has closed its end, or its process has ended."""


class Late(Exception):
    """The other side did not answer in time."""


class Channel:
    """A connection that speaks in messages."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._pending = bytearray()

    def send(self, message: Any) -> None:
        """Send one message. Raises Garbled when it is too large, Gone when nobody reads it."""
        data = to_bytes(message)
        try:
            self._socket.settimeout(30)
            self._socket.sendall(_LENGTH.pack(len(data)) + data)
        except OSError as error:
            raise Gone(str(error)) from None

    def receive(self, deadline: float | None = None) -> Any:
        """The next message. Raises Late at `deadline` (time.monotonic), Gone at the end, Garbled for nonsense."""
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size, deadline))
        if length > MAX_BYTES:
            raise Garbled(f"more than {MAX_BYTES >> 20} MiB at once")
        return from_bytes(self._take(length, deadline))

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self._socket.close()

    def _take(self, count: int, deadline: float | None) -> bytes:
        while len(self._pending) < count:
            try:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError
                self._socket.settimeout(left)
                chunk = self._socket.recv(1 << 16)
            except TimeoutError:
                raise Late from None
            except OSError as error:
                raise Gone(str(error)) from None
            if not chunk:
                raise Gone("closed")
            self._pending += chunk
        taken = bytes(self._pending[:count])
        del self._pending[:count]
        return taken
