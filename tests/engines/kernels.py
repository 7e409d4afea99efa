"""Real Jupyter kernels for tests: what happens to engines when a kernel is interrupted, killed or doubled."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager


class Kernel:
    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str, timeout: float = 60) -> str:
        """Execute `code`; return what it printed. An error in it fails the test."""
        message = self.client.execute(code)
        printed = ""
        while True:
            reply = self.client.get_iopub_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") != message:
                continue
            if reply["msg_type"] == "stream":
                printed += reply["content"]["text"]
            elif reply["msg_type"] == "error":
                raise AssertionError("\n".join(reply["content"]["traceback"]))
            elif reply["msg_type"] == "status" and reply["content"]["execution_state"] == "idle":
                return printed.strip()

    def begin(self, code: str) -> None:
        self.client.execute(code)

    def wait_idle(self, timeout: float = 30) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self.client.get_iopub_msg(timeout=0.5)

    @property
    def pid(self) -> int:
        return int(self.manager.provisioner.pid)


@contextlib.contextmanager
def kernel(state: Path, **environment: str) -> Iterator[Kernel]:
    """A running kernel whose course keeps its engines under `state`."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=os.environ | {"COURSE_STATE": str(state)} | environment)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    try:
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def processes_under(state: Path) -> list[psutil.Process]:
    """Every process whose command line names a path below `state`: supervisors and their servers."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(str(state) in part for part in process.info["cmdline"] or []):
            found.append(process)
    return found


# As root, a user namespace makes us user 1000 without any privilege; permissions then hold as for anybody.
NORMAL_USER = [] if os.getuid() else ["unshare", "-U", "--map-user=1000", "--map-group=1000"]


def as_normal_user(script: str, home: Path, state: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code as somebody without privileges, whose home cannot be written."""
    home.mkdir(mode=0o555)
    return subprocess.run(
        [*NORMAL_USER, sys.executable, "-c", script],
        env={"HOME": str(home), "COURSE_STATE": str(state), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
