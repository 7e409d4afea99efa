"""Watches the processes of one sandbox: memory, number and processor time, over all of them together.

The kernel bounds each process by itself (`inside.bound_this_process`); the sum is looked at here, a few times a
second. Over the bound, the sandbox is killed whole.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

EVERY = 0.15  # seconds between looks
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Watched:
    """The process tree below `pid`. `memory` is in bytes; with `private` only what processes do not share counts."""

    def __init__(
        self, pid: int, memory: int, private: bool = False, processes: int | None = None, cpu: int | None = None
    ) -> None:
        self.pid = pid
        self.memory = memory
        self.private = private
        self.processes = processes
        self.cpu = cpu
        self._cpu: dict[int, float] = {}

    def exceeded(self) -> str | None:
        """The bound that is broken now, in words for the mark's reason; None while all hold."""
        pids = list(descendants(self.pid))
        if self.processes is not None and len(pids) > self.processes:
            return f"started more than {self.processes} processes"
        memory = 0
        for pid in pids:
            with contextlib.suppress(OSError, ValueError, IndexError):
                memory += _resident(pid, self.private)
                self._cpu[pid] = _cpu(pid)
        if memory > self.memory:
            return f"used more than {self.memory >> 20} MiB of memory"
        if self.cpu is not None and self.cpu_seconds() > self.cpu:
            return f"used more than {self.cpu} s of processor time"
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


def _resident(pid: int, private: bool) -> int:
    """Bytes in memory; shared pages and mapped files count too, unless `private`."""
    with open(f"/proc/{pid}/statm") as file:
        _, resident, shared, *_ = map(int, file.read().split())
    return (resident - shared * private) * PAGE


def _cpu(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
