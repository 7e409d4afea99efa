"""The engines of one submission, in a sandbox of their own: both sides reach them, neither is inside.

    python -I -m course.grading.engine_side ENGINE…

Prints one JSON line, `{engine: {"judge": url, "student": url}}`, and serves until its standard input ends. Each
engine's port is offered as `PORT.sock` in the channel folder (`inside.open_engine_ports` is the other end). Where an
engine has users, the student's has fewer rights than the judge's.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import sys
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from course import engines
from course.grading.inside import CHANNEL, relay

Urls = dict[str, str]


def postgres() -> Urls:
    """A private server; the student's role may make databases and roles, and reads nothing of the judge's."""
    server = engines.postgres(private=True)
    password = secrets.token_hex(16)
    server.execute(f"CREATE ROLE student LOGIN CREATEDB CREATEROLE PASSWORD '{password}'")
    parts = urlsplit(server.url)
    student = urlunsplit(parts._replace(netloc=f"student:{password}@{parts.hostname}:{parts.port}"))
    _keep.append(server)
    return {"judge": server.url, "student": student}


def redis() -> Urls:
    """A Valkey server; the student's user may do everything but administer it or look at other connections."""
    server = engines.redis()
    password = secrets.token_hex(16)
    rights = ("~*", "&*", "+@all", "-@admin", "-@dangerous")
    server.execute_command("ACL", "SETUSER", "student", "on", f">{password}", *rights)
    parts = urlsplit(server.url)
    student = urlunsplit(parts._replace(netloc=f"student:{password}@{parts.hostname}:{parts.port}"))
    _keep.append(server)
    return {"judge": server.url, "student": student}


def aws() -> Urls:
    """A moto server. It knows no users: a test that must not be by-passed keeps its own moto in the judge."""
    session = engines.aws()
    _keep.append(session)
    return {"judge": session.url, "student": session.url}


def kafka() -> Urls:
    """A mock cluster of one broker, which knows no users either. A topic that is used is made, of four partitions."""
    cluster = engines.kafka()
    _keep.append(cluster)
    return {"judge": cluster.url, "student": cluster.url}


START: dict[str, Callable[[], Urls]] = {"postgres": postgres, "redis": redis, "aws": aws, "kafka": kafka}
_keep: list[object] = []


def offer(url: str) -> None:
    """Make the port of `url` reachable from the other sandboxes."""
    port = urlsplit(url if "//" in url else f"//{url}").port  # Kafka's clients take an address without a scheme
    assert port is not None
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{CHANNEL}/{port}.sock")
    listener.listen(64)
    relay(listener, port)


def main(names: list[str]) -> None:
    """Start, tell, wait."""
    urls = {name: START[name]() for name in names}
    for name in names:
        offer(urls[name]["judge"])
    print(json.dumps(urls), flush=True)
    with contextlib.suppress(OSError):
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
