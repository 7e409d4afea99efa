"""What an engine says when it cannot be had."""

from __future__ import annotations

import os


class EngineUnavailable(RuntimeError):
    """An engine is not on this machine. The message says how to get it.

    `engine` is the name used in `course doctor`, `install` the exact line that installs it.
    """

    def __init__(self, engine: str, install: str, why: str = "is not on this machine") -> None:
        super().__init__(f"{engine} {why}. To install it:  {install}")
        self.engine = engine
        self.install = install


class EngineFailed(RuntimeError):
    """An engine is there but did not start, or stopped. The message carries the end of its log."""


def hidden(engine: str) -> bool:
    """Whether `COURSE_HIDE_ENGINES` (a comma-separated list) asks to treat `engine` as missing.

    With it, the course can be seen as somebody sees it who has only the embedded engines.
    """
    return engine in {name.strip() for name in os.environ.get("COURSE_HIDE_ENGINES", "").split(",")}
