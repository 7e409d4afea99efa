"""Waiting for another process without guessing how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], timeout: float = 10.0) -> bool:
    """Ask `condition` again and again until it is true; False when it is still not after `timeout` seconds.

    The pause between two questions grows from 1 ms to 50 ms, so that short waits stay short.
    """
    if not callable(condition):
        raise TypeError("eventually() needs a function to ask again: eventually(lambda: count() == 3)")
    deadline = time.monotonic() + timeout
    pause = 0.001
    while True:
        if condition():
            return True
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(2 * pause, 0.05)
