"""RabbitMQ, from the `rabbitmq-server` of this machine, as a node of this kernel's own.

An Erlang node is found by its name through epmd, a small directory process that a machine has once, on a fixed port. So
that the node is nobody else's business it brings its own epmd, on a free port, and ends it too. Its name is the same
everywhere (`course@localhost`): no lookup of the machine's name, and no clash, as each directory knows one node.

Debian's `/usr/sbin/rabbitmq-server` is a wrapper that refuses users other than root and rabbitmq. The script behind it
does not.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import pika
from pika.adapters.blocking_connection import BlockingConnection

from course.engines.about import About
from course.engines.catalogue import program, require
from course.engines.errors import EngineFailed
from course.engines.own import own_server
from course.engines.ports import free_ports
from course.engines.server import Member, MemberHandle, Plan, Server, private

# New-style configuration, https://www.rabbitmq.com/docs/configure. Disk and memory alarms would stop every publisher on
# a small or full machine; the node lives for minutes and its messages are few.
SETTINGS = {
    "disk_free_limit.absolute": "1MB",
    "vm_memory_high_watermark.absolute": "1GB",
    "heartbeat": "0",  # a notebook that thinks for two minutes does not lose its connection
    "log.file": "false",
    "log.console": "true",
    "log.console.level": "warning",
}
# RabbitMQ turns off that Erlang's threads wait some microseconds for more work before they sleep. With the default a
# start, tens of thousands of file operations that one thread asks of another, takes half as long
# (https://www.rabbitmq.com/docs/runtime; measured by `make bench`).
BUSY_WAITING = "+sbwt very_short +sbwtdio very_short"
USER = "course"
NODE = "course@localhost"


class RabbitMQ(BlockingConnection):
    """A pika connection, with what it is connected to beside it.

    `url` connects any other client, `about` says what runs, `server` is the broker's process, to kill and start (None
    when it runs elsewhere).
    """

    url: str
    about: About
    server: MemberHandle | None


def rabbitmq(*, private: bool = False) -> RabbitMQ:
    """A connection to this kernel's RabbitMQ; the first call starts it, in three to seven seconds.

    Every further call is another connection to the same broker, which is started again if it was killed. With
    `private=True` the call starts one more, for experiments that must not disturb the others.
    `engines.prepare("rabbitmq")` lets a notebook spend the start on other things. `COURSE_RABBITMQ_URL`
    (amqp://user:password@host:port/vhost) names a broker that runs elsewhere; it is used as it is.
    """
    url = os.environ.get("COURSE_RABBITMQ_URL")
    if url:
        return _connect(url, "at COURSE_RABBITMQ_URL", None)
    server = _one_more() if private else start()
    return _connect(server.info["url"], "private", server.members["rabbitmq"])


def start() -> Server:
    """This kernel's own broker, started if it does not run."""
    script = _script()
    return own_server("rabbitmq", lambda directory: _plan(directory, script))


def _one_more() -> Server:
    script = _script()
    return private("rabbitmq", lambda directory: _plan(directory, script))


def _script() -> str:
    found = require("rabbitmq")
    assert found.path is not None
    return str(found.path)


def _connect(url: str, how: str, server: MemberHandle | None) -> RabbitMQ:
    try:
        connection = RabbitMQ(pika.URLParameters(url))
    except pika.exceptions.AMQPError as error:
        parts = urlsplit(url)
        raise EngineFailed(f"RabbitMQ at {parts.hostname}:{parts.port or 5672} does not answer: {error!r}") from error
    told = connection._impl.server_properties
    connection.url, connection.server = url, server
    connection.about = About("RabbitMQ", str(told.get("version", "")), how)
    return connection


def _plan(directory: Path, script: str) -> Plan:
    amqp, distribution, directory_port = free_ports(3)
    password = secrets.token_hex(16)
    home = directory / "home"
    home.mkdir(mode=0o700)
    settings = SETTINGS | {
        "listeners.tcp.1": f"127.0.0.1:{amqp}",
        "default_user": USER,
        "default_pass": password,
    }
    configuration = directory / "rabbitmq.conf"
    configuration.touch(mode=0o600)
    configuration.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
    (directory / "enabled_plugins").write_text("[].\n")
    theirs = ("RABBITMQ_", "ERL_", "CONF_ENV_FILE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(theirs)} | {
        "HOME": str(home),  # where Erlang keeps the cookie that lets nodes speak to each other
        "ERL_EPMD_PORT": str(directory_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP_SECONDS": "0",
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(directory / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(directory / "data"),
        "RABBITMQ_LOG_BASE": str(directory / "log"),
        "RABBITMQ_DIST_PORT": str(distribution),
        # The virtual machine itself in place of a shell that waits for it: a kill reaches the broker.
        "RABBITMQ_ALLOW_INPUT": "1",
        # The script splits this at spaces: no path can stand here.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1} "
        + BUSY_WAITING,
    }
    # The directory first: it is there in milliseconds, long before the node looks for it.
    epmd = Member("epmd", [_epmd(), "-port", str(directory_port), "-address", "127.0.0.1"], {"port": directory_port})
    broker = Member("rabbitmq", [script], ready={"port": amqp}, env=environment, timeout=120)
    return Plan([epmd, broker], {"url": f"amqp://{USER}:{password}@127.0.0.1:{amqp}/%2F"})


def _epmd() -> str:
    found = program("epmd")
    if found is None:
        # Erlang's own folder has it where PATH has not (Homebrew).
        erl = program("erl")
        beside = sorted(erl.resolve().parent.parent.glob("erts-*/bin/epmd")) if erl else []
        if not beside:
            raise EngineFailed("rabbitmq: Erlang's program epmd is not on PATH")
        found = beside[-1]
    return str(found)
