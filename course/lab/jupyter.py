"""Runs JupyterLab on the start page and says where it is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course.engines.paths import PROJECT, state_dir

CONFIG = Path(__file__).with_name("config")
START_PAGE = "notebooks/00-start-here.ipynb"
SECONDS_TO_START = 120.0


def environment(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for Jupyter and its kernels: the course's settings first, and this interpreter's programs."""
    env = dict(base)
    env["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(CONFIG), base.get("JUPYTER_CONFIG_PATH", "")]))
    env["JUPYTER_PREFER_ENV_PATH"] = "1"
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), base.get("PATH", os.defpath)])
    if not os.access(Path(base.get("HOME", "~")).expanduser(), os.W_OK):
        own = state_dir() / "jupyter"
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
            (own / name.lower()).mkdir(parents=True, exist_ok=True)
            env.setdefault(name, str(own / name.lower()))
    return env


def start_page(root: Path = PROJECT) -> str:
    """Where JupyterLab opens: on the start page, or empty while there is none."""
    return f"lab/tree/{START_PAGE}" if (root / START_PAGE).exists() else "lab"


def is_headless(env: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether there is no screen to open a browser on (CI, ssh, a container)."""
    if env.get("CI") or env.get("SSH_CONNECTION"):
        return True
    return platform.startswith("linux") and not any(
        env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
    )


def serve(arguments: Sequence[str] = (), *, check: bool = False) -> int:
    """Run JupyterLab until it is stopped; returns its exit code.

    `arguments` go to JupyterLab. With `check`, stop it as soon as it has answered: 0 says that the start page and a
    kernel for it are there.
    """
    env = environment()
    wants_browser = not (check or is_headless() or "--no-browser" in arguments)
    log = state_dir() / "jupyter.log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            env=env,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        address = wait_for(server, env)
        if address is None:
            print(f"JupyterLab did not start. The end of {log}:\n\n{tail(log)}", file=sys.stderr)
            return 1
        print(f"JupyterLab runs at\n\n    {address.page}\n\nStop it with Ctrl-C. Its log is {log}.", flush=True)
        if check:
            return answers(address)
        if wants_browser:
            webbrowser.open(address.page)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def answers(address: Address) -> int:
    """0 when the server gives its page, the start page's notebook and a Python kernel; else 1, with a word about it."""
    for path in ("lab", f"api/contents/{START_PAGE}?content=0", "api/kernelspecs/python3"):
        try:
            address.ask(path)
        except OSError as error:
            print(f"JupyterLab runs, but {path} does not answer: {error}.", file=sys.stderr)
            return 1
    print("It answers: the page, the start page's notebook and a Python kernel are there.")
    return 0


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Address:
    """Where a running JupyterLab answers: its base URL, ending in `/`, and its token."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    @property
    def page(self) -> str:
        """The address to open in a browser."""
        return f"{self.url}{start_page()}" + (f"?token={self.token}" if self.token else "")

    def ask(self, path: str) -> bytes:
        """The body at a path below the base URL. Raises OSError when it does not answer with success."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
        return body


def wait_for(server: subprocess.Popen[Any], env: Mapping[str, str]) -> Address | None:
    """The server's address once it answers; None when it ended, or did not answer in time."""
    runtime = runtime_dir(env)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            about = json.loads((runtime / f"jpserver-{server.pid}.json").read_text())
            address = Address(about["url"], about.get("token", ""))
            address.ask("api/status")
            return address
        except (OSError, ValueError):
            time.sleep(0.1)
    return None


def runtime_dir(env: Mapping[str, str]) -> Path:
    """Where Jupyter servers leave a note about themselves."""
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(env.get("JUPYTER_RUNTIME_DIR") or jupyter_runtime_dir())


def stop(server: subprocess.Popen[Any]) -> None:
    """End the server, its kernels first."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
