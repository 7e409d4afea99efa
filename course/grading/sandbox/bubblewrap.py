"""bubblewrap: new namespaces of every kind, a read-only system, an empty network. Works as root and as a normal user.

Three things that its defaults leave open, and that are closed here: started by root, a sandbox could write to
`/proc/sys` (the owner of those files is root, whatever capabilities it dropped), so /proc is mounted read-only; /dev
and /dev/shm are unbounded memory, so they are read-only and sized; and nested user namespaces, the usual way to more of
the kernel's surface, are forbidden.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from course.engines.paths import PROJECT
from course.grading.sandbox import Cell

HOME = "/home/student"
CHANNEL = "/channel"
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
_SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
_WHOLE = ("/", "/root", "/home", "/tmp", "/var", "/etc", "/proc", "/sys", "/dev", "/run")
_NEVER = (*_WHOLE, str(Path.home()), str(PROJECT))


@functools.cache
def available() -> str | None:
    """None when it works here, else why not."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap: there is none for this system."
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap: install it with  apt-get install bubblewrap  (or dnf, pacman, apk)."
    argv = [program, *_isolation(1 << 20), *_files(), "true"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"bubblewrap does not work here: {done.stderr.strip()[:300]}"
    return None


def command(cell: Cell) -> list[str]:
    """The bwrap command that runs `cell`."""
    how = "--bind" if cell.may_write_channel else "--ro-bind"
    env = [part for name, value in cell.env.items() for part in ("--setenv", name, value)]
    reads = [part for path in cell.reads for part in ("--ro-bind", str(path), str(path))]
    return [
        # bwrap clears the environment of the program alone; its own can be read inside, as that of process 1.
        *(shutil.which("env") or "/usr/bin/env", "-i"),
        shutil.which("bwrap") or "bwrap",
        *_isolation(cell.disk),
        *_files(),
        *reads,
        *(how, str(cell.channel), CHANNEL),
        *("--remount-ro", "/"),  # what holds the mounts lies in memory, and nothing would bound it
        *("--setenv", "HOME", HOME, "--setenv", "TMPDIR", "/tmp", "--setenv", "PATH", _path()),
        *env,
        *("--chdir", HOME, "--"),
        *cell.argv,
    ]


def _isolation(disk: int) -> list[str]:
    return [
        *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"),
        *("--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"),
        *("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"),
        *("--size", str(disk), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"),
        *("--size", str(disk), "--tmpfs", "/tmp", "--size", str(disk), "--tmpfs", HOME),
    ]


@functools.cache
def _files() -> tuple[str, ...]:
    """The system, this Python and the course's library, read-only; no solutions, no gradebook, no other home."""
    parts: list[str] = []
    for path in _SYSTEM:
        if os.path.islink(path):
            parts += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            parts += ["--ro-bind", path, path]
    for path in (*_SETTINGS, *map(str, _pythons()), str(PROJECT / "course"), str(PROJECT / "datasets")):
        if os.path.exists(path) and not path.startswith("/usr/"):
            parts += ["--ro-bind", path, path]
    # A process's own user needs a name for getpass, psycopg and others.
    parts += ["--ro-bind", str(_passwd()), "/etc/passwd"]
    return tuple(parts)


def _pythons() -> list[Path]:
    """The folders of this interpreter and of the one that its environment was made from."""
    found = {Path(place) for place in (sys.prefix, sys.base_prefix)}
    found |= {Path(os.path.realpath(sys.executable)).parents[1]}
    found = {path for path in found if str(path) not in ("/usr", "/usr/local")}
    if exposed := sorted(str(path) for path in found if str(path) in _NEVER):
        raise RuntimeError(f"This Python lives in {exposed[0]}, which must stay unseen: use the one of `make lab`.")
    return sorted(found)


def _passwd() -> Path:
    return Path(__file__).with_name("passwd")


def _path() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
