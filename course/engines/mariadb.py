"""MariaDB, for what InnoDB does as MySQL does: from the `mariadbd` on PATH, started privately, shared by kernels.

`mariadb-install-db` takes most of a second, a copy of what it made a few hundredths: so it is run once and copied.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import pymysql

from course.engines.about import About
from course.engines.catalogue import program, require
from course.engines.errors import EngineFailed
from course.engines.own import abandoned, own_name
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, shared
from course.engines.template import forget, template

SETTINGS = {
    "bind-address": "127.0.0.1",
    "skip-name-resolve": "ON",
    # In the data directory and relative to it: the path of a unix socket may have 107 characters at most.
    "socket": "mariadb.sock",
    "pid-file": "mariadb.pid",
    "innodb-buffer-pool-size": "64M",
    "innodb-log-file-size": "16M",
    "performance-schema": "OFF",
    "character-set-server": "utf8mb4",
    "default-time-zone": "+00:00",
    # On by default from MariaDB 11.6.2; off is what the isolation experiments start from, on every version.
    "loose-innodb-snapshot-isolation": "OFF",
}
USER = "course"


class MariaDB(pymysql.connections.Connection):
    """A PyMySQL connection; `url` connects any other client to the same database, `about` says what runs."""

    url: str
    about: About


def mariadb() -> MariaDB:
    """Connect to MariaDB, in a database of this kernel's own; the connection is in autocommit mode.

    The first call starts the server, or joins the one that other kernels of this user already run; every further call
    is another connection to the same database. `COURSE_MARIADB_URL` (mysql://user:password@host:port/) names a server
    that runs elsewhere (MySQL does too); its user must be allowed to create databases.
    """
    url = os.environ.get("COURSE_MARIADB_URL")
    if url:
        return _connect(_own_database(url, url), "at COURSE_MARIADB_URL")
    return _connect(_own_database(start().info["url"], None), "private, shared by your notebooks")


def start() -> Server:
    """The shared server, started if it does not run."""
    found = require("mariadb")

    def started() -> Server:
        return shared("mariadb", lambda directory: _plan(directory, str(found.path), found.version))

    try:
        return started()
    except EngineFailed:
        # Damage that sizes do not show: the template is made again, once.
        forget(_template_name(found.version))
        print("MariaDB did not start from its template, which is made again.")
        return started()


# -- this kernel's database

_own: dict[str, str] = {}


def _own_database(server: str, elsewhere: str | None) -> str:
    if server not in _own:
        name = own_name()
        with contextlib.closing(_open(server)) as admin, admin.cursor() as cursor:
            cursor.execute("SHOW DATABASES LIKE 'notebook\\_%'")
            # A server elsewhere may serve other machines, whose process ids mean nothing here.
            for left in [] if elsewhere else abandoned(row[0] for row in cursor.fetchall()):
                cursor.execute(f"DROP DATABASE IF EXISTS {left}")
            cursor.execute(f"CREATE DATABASE {name}")
        _own[server] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        if elsewhere:
            atexit.register(_drop, server, name)
    return _own[server]


def _drop(server: str, name: str) -> None:
    with contextlib.closing(_open(server)) as admin, admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def _connect(url: str, how: str) -> MariaDB:
    connection = _open(url)
    connection.url = url
    version = connection.get_server_info()
    name = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    connection.about = About(name, version.removeprefix("5.5.5-").partition("-")[0], how)
    return connection


def _open(url: str) -> MariaDB:
    parts = urlsplit(url)
    try:
        return MariaDB(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 3306,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=parts.path[1:] or None,
            autocommit=True,
            connect_timeout=10,
        )
    except pymysql.err.OperationalError as error:
        raise EngineFailed(
            f"MariaDB at {parts.hostname}:{parts.port or 3306} does not answer: {error.args[-1]}"
        ) from error


# -- the server


def _plan(directory: Path, binary: str, version: str) -> Plan:
    shutil.copytree(template(_template_name(version), _install_db) / "data", directory / "data")
    port, password = free_port(), secrets.token_hex(16)
    first = directory / "first.sql"
    first.touch(mode=0o600)
    first.write_text(
        "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';\nFLUSH PRIVILEGES;\n"
        f"CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
    )
    options = SETTINGS | {"datadir": str(directory / "data"), "port": str(port), "init-file": str(first)}
    argv = [binary, "--no-defaults", *_as_root(), *(f"--{name}={value}" for name, value in options.items())]
    # The server listens only after it has run the file: nobody comes in before the accounts are as they should be.
    member = Member("mariadb", argv, ready={"port": port})
    return Plan([member], {"url": f"mysql://{USER}:{password}@127.0.0.1:{port}/"})


def _as_root() -> list[str]:
    """mariadbd runs as root only when told so by name."""
    return ["--user=root"] if os.getuid() == 0 else []


def _template_name(version: str) -> str:
    return f"mariadb-{version}"


def _install_db(fresh: Path) -> None:
    command = [str(program("mariadb-install-db", "mysql_install_db")), "--no-defaults", *_as_root()]
    # Relative to the working directory: the script breaks paths at spaces.
    command += ["--datadir=./data", "--auth-root-authentication-method=normal", "--skip-test-db"]
    command += [f"--innodb-log-file-size={SETTINGS['innodb-log-file-size']}"]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise EngineFailed(f"mariadb-install-db failed: {(done.stderr or done.stdout).strip()[-2000:]}")
