"""Varnish, an HTTP cache in front of an origin: what an edge of a content delivery network does.

A private `varnishd` of this kernel's own, on loopback, with its objects in memory.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, private


class Varnish:
    """A cache in front of an origin: `url` is where clients ask, `about` says what runs, `server` is the process."""

    def __init__(self, server: Server, about: About) -> None:
        self.server = server
        self.url: str = server.info["url"]
        self.about = about

    def close(self) -> None:
        """Stop it and remove what it cached. It also ends with the kernel."""
        self.server.close()


def varnish(vcl: str, origin: str, memory: str = "16m") -> Varnish:
    """A new Varnish in front of `origin` (http://host:port), with `vcl` (from `sub vcl_recv` on; "" for the built-in).

    `memory` bounds what it caches. Raises EngineUnavailable when there is no varnishd, EngineFailed when it does not
    accept the VCL.
    """
    found = require("varnish")

    def prepare(directory: Path) -> Plan:
        port, at = free_port(), urlsplit(origin)
        configuration = directory / "edge.vcl"
        backend = f'backend origin {{ .host = "{at.hostname}"; .port = "{at.port or 80}"; }}'
        configuration.write_text(f"vcl 4.1;\n{backend}\n{vcl}\n", encoding="utf-8")
        # In the foreground (-F), without a jail (-j none: it needs no other user), without a control port (-T none).
        argv = [str(found.path), "-F", "-j", "none", "-T", "none", "-n", str(directory / "work")]
        argv += ["-a", f"127.0.0.1:{port}", "-s", f"malloc,{memory}", "-f", str(configuration)]
        return Plan([Member("varnish", argv, ready={"port": port})], {"url": f"http://127.0.0.1:{port}"})

    return Varnish(private("varnish", prepare), About("Varnish", found.version, "private"))
