"""The APIs of AWS, answered by a moto server of this kernel's own over HTTP.

moto imitates the services: names, errors, conditions and state are those of AWS, while capacity, latency and
throttling are not (every DynamoDB answer reports one consumed unit, nothing is ever throttled).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.own import own_server
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server

REGION = "us-east-1"
# The reader's own AWS account must be out of reach: no profile, configuration file or credentials of theirs are read.
_NOTHING_OF_THE_READERS = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
_MOTO = (
    "import logging, sys; logging.getLogger('werkzeug').setLevel(logging.ERROR); from moto.server import main; main()"
)


class Session(boto3.Session):
    """A boto3 session whose clients and resources talk to the moto server.

    `url` is its endpoint, `about` says what runs, `server` is the process (None when it runs elsewhere).
    """

    def __init__(self, url: str, about: About, server: Server | None) -> None:
        core = botocore.session.Session(session_vars=_NOTHING_OF_THE_READERS)
        # A proxy from the environment cannot reach this machine's loopback.
        core.set_default_client_config(Config(proxies={}))
        super().__init__("course", "course", region_name=REGION, botocore_session=core)
        self.url = url
        self.about = about
        self.server = server

    def client(self, *args: Any, **kwargs: Any) -> Any:
        """As boto3's `client`, with the moto server as `endpoint_url`."""
        return super().client(*args, **({"endpoint_url": self.url} | kwargs))

    def resource(self, *args: Any, **kwargs: Any) -> Any:
        """As boto3's `resource`, with the moto server as `endpoint_url`."""
        return super().resource(*args, **({"endpoint_url": self.url} | kwargs))


def aws() -> Session:
    """A boto3 session for this kernel's moto server, in region us-east-1; the first call starts it (about a second).

    `engines.prepare("aws")` lets a notebook spend the start on other things. `COURSE_AWS_URL` names a moto server (or
    another that answers AWS's APIs) that runs elsewhere.
    """
    url = os.environ.get("COURSE_AWS_URL")
    if url:
        return Session(url, About("AWS APIs", "", "at COURSE_AWS_URL"), None)
    server, found = start(), require("aws")
    return Session(server.info["url"], About("moto", found.version, "embedded, private, an imitation of AWS"), server)


def start() -> Server:
    """This kernel's own moto server, started if it does not run."""
    require("aws")
    return own_server("aws", _plan)


def _plan(directory: Path) -> Plan:
    port = free_port()
    theirs = ("AWS_", "MOTO_", "FLASK_", "WERKZEUG_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    argv = [sys.executable, "-c", _MOTO, "-H", "127.0.0.1", "-p", str(port)]
    member = Member("aws", argv, ready={"port": port}, env=environment, timeout=120)
    return Plan([member], {"url": f"http://127.0.0.1:{port}"})
