"""Makes the course's Python environment: `.venv` beside the Makefile, with what requirements.lock names.

Runs before anything is installed, so it uses the standard library alone, and it is written so that an old Python still
gets far enough to say in one sentence what is wrong. A second run that finds nothing to do takes milliseconds.
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOCK = os.path.join(ROOT, "requirements.lock")
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "course-setup")
LOG = os.path.join(ROOT, ".course", "setup.log")

OLDEST = (3, 11)
# The packages take 0.8 GB, the installer's cache as much again where it cannot be linked; engines add their data.
BYTES_NEEDED = 2 * 10**9


PIP_PLAIN = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
NETWORK_TROUBLE = (
    r"temporary failure in name resolution|name or service not known|failed to resolve|dns error|timed out|"
    r"connection (refused|reset|aborted)|network is unreachable|no route to host|proxyerror|certificate|"
    r"error sending request|could not fetch url|max retries exceeded"
)


class Stop(Exception):
    """Setting up cannot go on; the message is the one sentence that the person at the keyboard reads."""


class Unreachable(Stop):
    """The package index does not answer."""


def main() -> int:
    """Set the environment up, or say why not. The exit code is 0 or 1."""
    try:
        ensure_python()
        if is_current():
            return 0
        started = time.time()
        ensure_space(shutil.disk_usage(ROOT).free)
        ensure_venv()
        install_lock()
        install_project()
        write(STAMP, fingerprint())
        say("Ready in {:.0f} s.".format(time.time() - started))
        return 0
    except Stop as stop:
        sys.stderr.write("\n{}\n".format(stop))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; `make lab` goes on from here.\n")
    except OSError as error:
        sys.stderr.write("\n{}\n".format(explain(str(error)) or "Setting up failed: {}.".format(error)))
    return 1


def ensure_python() -> None:
    """Continue in a Python that is new enough: this one, or a newer one on PATH."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(OLDEST[1] + 4, OLDEST[1] - 1, -1):
        other = shutil.which("python3.{}".format(minor))
        if other and works(other):
            os.execv(other, [other] + sys.argv)
    raise Stop(
        "The course needs Python {}.{} or newer and this is {}.{}: install a newer one, "
        "or name it: make lab PYTHON=/path/to/python3.".format(*(OLDEST + tuple(sys.version_info[:2])))
    )


def works(python: str) -> bool:
    """Whether this interpreter runs and is new enough (a version manager's shim may exist and still not run)."""
    check = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    return subprocess.call([python, "-c", check], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def fingerprint() -> str:
    """What the environment was made from: change any of it and it is brought up to date."""
    digest = hashlib.sha256()
    for path in (LOCK, os.path.join(ROOT, "pyproject.toml")):
        with open(path, "rb") as file:
            digest.update(file.read())
    digest.update(os.fsencode(ROOT))  # an environment does not survive being moved
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the environment is there and was made from the present files."""
    if not os.path.exists(VENV_PYTHON) or not os.path.exists(STAMP):
        return False
    return read(STAMP) == fingerprint()


def ensure_space(free: int) -> None:
    """Stop before filling the disk; an environment that is already there needs room for changes only."""
    needed = BYTES_NEEDED // 10 if os.path.exists(STAMP) else BYTES_NEEDED
    if free < needed:
        raise Stop(
            "The course needs {:.1f} GB of free disk for its Python packages, and {} has {:.1f} GB.".format(
                needed / 1e9, ROOT, free / 1e9
            )
        )


def ensure_venv() -> None:
    """Create the virtual environment, or create it anew when it was moved or its Python is gone."""
    if os.path.exists(VENV_PYTHON) and works(VENV_PYTHON) and not moved():
        return
    say("Making a Python environment in .venv …")
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "--clear", "--python", sys.executable, VENV])
        return
    if not has_module("ensurepip") or not has_module("venv"):
        raise Stop(
            "This Python lacks its venv module; on Debian or Ubuntu: sudo apt-get install python{}.{}-venv, "
            "then run make lab again.".format(*sys.version_info[:2])
        )
    run([sys.executable, "-m", "venv", "--clear", VENV])


def moved() -> bool:
    """Whether the environment was made for another folder: its scripts would start the interpreter left there."""
    try:
        with open(os.path.join(VENV, "bin", "course"), "rb") as file:
            return os.fsencode(VENV) not in file.read(4096)
    except OSError:
        return False


def has_module(name: str) -> bool:
    """Whether `import name` works here."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def install_lock() -> None:
    """Install exactly what requirements.lock names, every file checked against its hash."""
    wanted = ["--require-hashes", "--no-deps", "-r", LOCK]
    count = len(re.findall(r"^\S+==", read(LOCK), re.MULTILINE))
    uv = shutil.which("uv") or uv_from_lock()
    if uv:
        say("Installing {} packages with uv (the first time, about a minute) …".format(count))
        try:
            run([uv, "pip", "install", "--python", VENV_PYTHON] + uv_cache() + wanted, count)
            return
        except Unreachable:
            # pip may be set up for this network (a company's mirror, say) where uv is not: it gets its turn.
            if not has_pip():
                raise
    say("Installing {} packages with pip (the first time, some minutes) …".format(count))
    run([VENV_PYTHON, "-m", "pip", "install"] + PIP_PLAIN + wanted, count)


def uv_from_lock() -> str:
    """The installer uv in the environment itself, put there by pip from its own pinned and hashed line; or ''."""
    uv = os.path.join(VENV, "bin", "uv")
    if os.path.exists(uv) or not has_pip():
        return uv if os.path.exists(uv) else ""
    pinned = re.search(r"^uv==.*(?:\n[ \t]+.*)*", read(LOCK), re.MULTILINE)
    if not pinned:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        only_uv = os.path.join(folder, "uv.txt")
        write(only_uv, pinned.group(0) + "\n")
        try:
            run([VENV_PYTHON, "-m", "pip", "install"] + PIP_PLAIN + ["--require-hashes", "--no-deps", "-r", only_uv])
        except Unreachable:
            raise
        except Stop:
            return ""  # no build of uv for this machine: pip does the rest
    return uv


def uv_cache() -> "list[str]":
    """uv keeps what it fetched in the home folder; where that cannot be written it does without."""
    folder = os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    while not os.path.exists(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return [] if os.access(folder, os.W_OK) else ["--no-cache"]


def has_pip() -> bool:
    """Whether the environment has pip (one that uv made has none)."""
    return os.path.exists(os.path.join(VENV, "bin", "pip"))


def install_project() -> None:
    """Install the course itself, in place. The build backend is in the lock, so nothing is downloaded."""
    local = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    uv = os.path.join(VENV, "bin", "uv")
    if os.path.exists(uv):
        run([uv, "pip", "install", "--python", VENV_PYTHON, "--offline"] + uv_cache() + local)
    else:
        run([VENV_PYTHON, "-m", "pip", "install"] + PIP_PLAIN + ["--no-index"] + local)


def run(command: "list[str]", count: int = 0) -> None:
    """Run one step with its output in the log; raises Stop with one sentence when it fails.

    `count`: how many packages it installs, for the progress line.
    """
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(LOG, "a") as log:
        log.write("\n$ {}\n".format(" ".join(command)))
        log.flush()
        begin = log.tell()
        step = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT)
        try:
            watch(step, count)
        except KeyboardInterrupt:
            step.terminate()
            raise
    if step.returncode:
        output = read(LOG)[begin:]
        if re.search(NETWORK_TROUBLE, output, re.IGNORECASE):
            raise Unreachable(
                "The package index cannot be reached: check the network, then run make lab again (details: {}).".format(
                    LOG
                )
            )
        raise Stop(explain(output) or "Setting up failed at `{}` (details: {}).".format(" ".join(command[:4]), LOG))


def watch(step: "subprocess.Popen[bytes]", count: int) -> None:
    """Wait for a step to end; on a terminal, show how far it is."""
    while True:
        try:
            step.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            if count and sys.stderr.isatty():
                sys.stderr.write("\r  {} of {} packages ".format(min(installed(), count), count))
                sys.stderr.flush()
            continue
        if count and sys.stderr.isatty():
            sys.stderr.write("\r" + " " * 40 + "\r")
        return


def installed() -> int:
    """How many packages the environment has."""
    return len(glob.glob(os.path.join(glob.escape(VENV), "lib", "python*", "site-packages", "*.dist-info")))


def explain(output: str) -> str:
    """The one sentence behind an installer's output, or '' when the output is not understood."""
    if re.search(r"no space left|disk quota exceeded|errno 28", output, re.IGNORECASE):
        return "The disk is full: make room (the course's packages take {:.0f} GB), then run make lab again.".format(
            BYTES_NEEDED / 1e9
        )
    if re.search(r"hash(es)? mismatch|do not match the hashes", output, re.IGNORECASE):
        return "A downloaded package is not the one that requirements.lock names (details: {}).".format(LOG)
    if re.search(r"no matching distribution|has no wheels|no solution found", output, re.IGNORECASE):
        return "A package of the course does not exist for this Python ({}.{}) or this machine (details: {}).".format(
            sys.version_info[0], sys.version_info[1], LOG
        )
    if re.search(r"permission denied|read-only file system", output, re.IGNORECASE):
        return "The course may not write where it must: give it a folder that you own (details: {}).".format(LOG)
    return ""


def read(path: str) -> str:
    """A text file's content."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def write(path: str, text: str) -> None:
    """Make `text` a file's whole content."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def say(sentence: str) -> None:
    """Tell the person at the keyboard what happens, at once."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
