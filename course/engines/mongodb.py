"""A document store that speaks MongoDB's wire protocol: `mongod` where it is on PATH, else FerretDB; shared by kernels.

FerretDB 1.24 keeps documents in SQLite. What that changes: filters run in FerretDB and not in SQLite, so every find
reads the whole collection and an index speeds nothing up; there are no transactions, and of the aggregation stages no
`$lookup`, `$facet` or `$graphLookup`. `client.about` says which of the two runs.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from course.engines.about import About
from course.engines.catalogue import Found, require
from course.engines.errors import EngineFailed
from course.engines.own import abandoned, own_name
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, shared


class Mongo(MongoClient[dict[str, Any]]):
    """A PyMongo client; `get_default_database()` is this kernel's own, `url` names it, `about` says what runs."""

    url: str
    about: About


def mongodb() -> Mongo:
    """A client whose default database is this kernel's own: `engines.mongodb().get_default_database()`.

    The first call starts the server, or joins the one that other kernels of this user already run; every further call
    is another client of the same database. `COURSE_MONGODB_URL` (mongodb://…) names a server that runs elsewhere.
    """
    url = os.environ.get("COURSE_MONGODB_URL")
    if url:
        return _connect(_own_database(url, elsewhere=True), "at COURSE_MONGODB_URL")
    return _connect(_own_database(start().info["url"], elsewhere=False), "private, shared by your notebooks")


def start() -> Server:
    """The shared server, started if it does not run."""
    found = require("mongodb")
    return shared("mongodb", lambda directory: _plan(directory, found))


_own: dict[str, str] = {}


def _own_database(server: str, *, elsewhere: bool) -> str:
    if server not in _own:
        name = own_name()
        with _open(server) as admin:
            for left in [] if elsewhere else abandoned(admin.list_database_names()):
                admin.drop_database(left)
        _own[server] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        if elsewhere:
            atexit.register(_drop, server, name)
    return _own[server]


def _drop(server: str, name: str) -> None:
    with _open(server) as admin:
        admin.drop_database(name)


def _connect(url: str, how: str) -> Mongo:
    client = _open(url)
    client.url = url
    told = client.admin.command("buildInfo")
    if "ferretdbVersion" in told:
        # Built as a library it does not know its own version; the catalogue does.
        version = told["ferretdbVersion"].removeprefix("v")
        found = require("mongodb").version if version == "unknown" and "COURSE" not in how else version
        client.about = About("FerretDB", found, f"on SQLite, {how}")
    else:
        client.about = About("MongoDB", str(told["version"]), how)
    return client


def _open(url: str) -> Mongo:
    client = Mongo(url, serverSelectionTimeoutMS=10_000)
    try:
        client.admin.command("ping")
    except PyMongoError as error:
        raise EngineFailed(f"MongoDB at {urlsplit(url).netloc.rpartition('@')[2]} does not answer: {error}") from error
    return client


def _plan(directory: Path, found: Found) -> Plan:
    port = free_port()
    (directory / "data").mkdir()
    if found.path is not None and found.path.name == "ferretdb":
        argv = [str(found.path), str(port)]
    else:
        argv = [str(found.path), "--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(directory / "data")]
        argv += ["--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"]
    member = Member("mongodb", argv, ready={"port": port}, cwd=str(directory))
    return Plan([member], {"url": f"mongodb://127.0.0.1:{port}/"})
