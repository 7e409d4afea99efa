"""Varnish, an HTTP cache in front of an origin: what an edge of a content delivery network does.

A private `varnishd` of this kernel's own, on loopback, with its objects in memory. Freshness comes from the origin's
headers (Cache-Control, Age, Expires) and from nothing else: the defaults that Varnish adds of its own, two minutes of
freshness and ten seconds of grace, are off.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import httpx

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, private

# Without these Varnish caches what names no lifetime, and serves everything stale for a while.
PARAMETERS = {"default_ttl": "0", "default_grace": "0", "default_keep": "0", "vsl_space": "2M"}


class Varnish:
    """`client` asks the cache (an httpx client with it as base URL); `url`, `about`, `server` as in all engines."""

    def __init__(self, server: Server, about: About) -> None:
        self.server = server
        self.url: str = server.info["url"]
        self.about = about
        # A proxy from the environment cannot reach this machine's loopback.
        self.client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def close(self) -> None:
        """Close the client and end the server."""
        self.client.close()
        self.server.close()


def varnish(origin: str, vcl: str = "") -> Varnish:
    """Start a Varnish cache in front of the HTTP server at `origin` (a URL on this machine); takes about a second.

    `vcl` are subroutines in Varnish's configuration language (VCL 4.1), for example what to do with `PURGE`.
    Raises EngineUnavailable when there is no varnishd, EngineFailed with its message when it refuses the VCL.
    """
    found = require("varnish")

    def prepare(directory: Path) -> Plan:
        port, at = free_port(), urlsplit(origin)
        configuration = directory / "edge.vcl"
        backend = f'backend origin {{ .host = "{at.hostname}"; .port = "{at.port}"; }}'
        configuration.write_text(f"vcl 4.1;\n{backend}\n{vcl}\n", encoding="utf-8")
        # In the foreground (-F), without a jail (-j none: it needs no other user), without a control port (-T none).
        argv = [str(found.path), "-F", "-j", "none", "-T", "none", "-n", str(directory / "work")]
        argv += ["-a", f"127.0.0.1:{port}", "-s", "malloc,32m", "-f", str(configuration)]
        argv += [word for name, value in PARAMETERS.items() for word in ("-p", f"{name}={value}")]
        return Plan([Member("varnish", argv, ready={"port": port})], {"url": f"http://127.0.0.1:{port}"})

    return Varnish(private("varnish", prepare), About("Varnish", found.version, "on this machine, private"))
