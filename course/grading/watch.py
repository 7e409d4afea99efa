"""Watches the processes of one student's sandbox: memory and number, over all of them together.

The kernel bounds each process by itself (`inside.bound_this_process`); the sum is looked at here, a few times a
second. Over the bound, the sandbox is killed whole.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from course.grading.limits import Limits

EVERY = 0.15  # seconds between looks
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Watched:
    """The process tree below `pid`."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self.pid = pid
        self.limits = limits
        self._cpu: dict[int, float] = {}

    def exceeded(self) -> str | None:
        """The bound that is broken now, in words for the mark's reason; None while all hold."""
        pids = list(descendants(self.pid))
        if len(pids) > self.limits.processes:
            return f"started more than {self.limits.processes} processes"
        memory = 0
        for pid in pids:
            with contextlib.suppress(OSError, ValueError, IndexError):
                memory += _resident(pid)
                self._cpu[pid] = _cpu(pid)
        if memory > self.limits.memory:
            return f"used more than {self.limits.memory >> 20} MiB of memory"
        if self.cpu_seconds() > self.limits.cpu_seconds:
            return f"used more than {self.limits.cpu_seconds} s of processor time"
        return None

    def cpu_seconds(self) -> float:
        """Processor time seen so far, over all processes."""
        return sum(self._cpu.values())


def descendants(pid: int) -> Iterator[int]:
    """Process ids below `pid`, without itself. Nothing where there is no /proc."""
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children") as file:
                    children = [int(number) for number in file.read().split()]
                yield from children
                waiting += children


def _resident(pid: int) -> int:
    """Bytes that count against the student: private and shared pages in memory, the sandbox's own files too."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * PAGE


def _cpu(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
