"""Where a side of a submission runs: bubblewrap on Linux, a container runtime elsewhere, rlimits only when asked for.

Each sandbox is a module with `available() -> str | None` (None, or why it cannot be used here) and
`command(Cell) -> list[str]`, the command that runs a program inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

NAMES = ("bubblewrap", "container", "rlimits")


class NoSandbox(RuntimeError):
    """Nothing here can hold a student's code; the message says what to install, or what to ask for by name."""


@dataclass(frozen=True)
class Cell:
    """One program in its own sandbox.

    `channel` is the folder where the sandboxes of one submission meet; only the engines' side may write there. `reads`
    are more files or folders that it sees, at the same path. `disk` (bytes) bounds its own writable folder. `passes`
    are the numbers of open files that it inherits.
    """

    argv: list[str]
    channel: Path
    env: dict[str, str]
    disk: int
    memory: int
    processes: int
    may_write_channel: bool = False
    reads: list[Path] = field(default_factory=list)
    passes: tuple[int, ...] = ()


def choose(name: str | None = None) -> ModuleType:
    """The sandbox called `name`, or the best that works here. Raises NoSandbox.

    `rlimits` isolates nothing but resources: it is never chosen, only asked for.
    """
    from course.grading.sandbox import bubblewrap, container, rlimits

    modules = dict(zip(NAMES, (bubblewrap, container, rlimits), strict=True))
    if name is not None:
        if name not in modules:
            raise NoSandbox(f"There is no sandbox {name!r}; there are {', '.join(NAMES)}.")
        problem = modules[name].available()
        if problem:
            raise NoSandbox(f"The sandbox {name} cannot be used here: {problem}")
        return modules[name]
    problems = []
    for candidate in (bubblewrap, container):
        problem = candidate.available()
        if problem is None:
            return candidate
        problems.append(problem)
    raise NoSandbox(
        "No sandbox can hold students' code on this machine.\n  "
        + "\n  ".join(problems)
        + "\n  Without any, --sandbox rlimits bounds time and memory and protects nothing else: "
        "only for notebooks that you trust as your own."
    )
