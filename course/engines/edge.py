"""HTTP caches in front of an origin: nginx and Varnish, each a private server of this kernel's own on a free port.

The lesson gives the configuration that matters, the course what makes a server private: ports, folders, users.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from course.engines.about import About
from course.engines.catalogue import program, require
from course.engines.errors import EngineFailed
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, private

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Edge:
    """A cache in front of an origin: `url` is where clients ask, `about` says what runs, `server` is the process."""

    def __init__(self, url: str, about: About, server: Server) -> None:
        self.url = url
        self.about = about
        self.server = server

    def close(self) -> None:
        """Stop it and remove what it cached. It also ends with the kernel."""
        self.server.close()


class Varnish(Edge):
    """Varnish also counts: `counters()["MAIN.cache_hit"]`."""

    def counters(self) -> dict[str, int]:
        """What `varnishstat -1` shows, by name (varnish-counters(7))."""
        told = _run([str(program("varnishstat")), "-n", self.server.info["folder"], "-j", "-1"], "varnish")
        return {name: field["value"] for name, field in json.loads(told)["counters"].items()}


def nginx(server: str, origin: str, http: str = "") -> Edge:
    """A new nginx in front of `origin` (http://host:port), which its configuration calls `http://origin`.

    `server` is what stands in the one `server` block, `http` what stands before it. Relative paths lie in the server's
    own folder:

        engines.nginx("location / { proxy_pass http://origin; proxy_cache edge; }", origin.url,
                      http="proxy_cache_path cache keys_zone=edge:1m;")

    Raises EngineFailed with nginx's own words when it does not accept the configuration.
    """
    found = require("nginx")
    running = private("nginx", lambda directory: _nginx(directory, str(found.path), server, origin, http))
    return Edge(running.info["url"], About("nginx", found.version, "private"), running)


def varnish(vcl: str, origin: str, memory: str = "16m") -> Varnish:
    """A new Varnish in front of `origin` (http://host:port), with `vcl` (from `sub vcl_recv` on; "" for the built-in).

    `memory` bounds what it caches. Raises EngineFailed with the compiler's words when it does not accept the VCL.
    """
    found = require("varnish")
    running = private("varnish", lambda directory: _varnish(directory, str(found.path), vcl, origin, memory))
    return Varnish(running.info["url"], About("Varnish", found.version, "private"), running)


def _nginx(directory: Path, binary: str, server: str, origin: str, http: str) -> Plan:
    port = free_port()
    # Relative to the folder that -p names: a path with spaces or semicolons would have to be quoted.
    temporary = "\n".join(f"{name}_temp_path tmp/{name};" for name in _TEMPORARY)
    (directory / "tmp").mkdir()
    (directory / "nginx.conf").write_text(
        # As root its workers would run as another user, who cannot enter this folder.
        f"{'user root;' if os.getuid() == 0 else ''}\n"
        "daemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr warn;\nevents {}\n"
        f"http {{\naccess_log off;\n{temporary}\n"
        f"upstream origin {{ server {urlsplit(origin).netloc}; keepalive 8; }}\n{http}\n"
        f"server {{\nlisten 127.0.0.1:{port};\n{server}\n}}\n}}\n"
    )
    argv = [binary, "-p", str(directory), "-c", "nginx.conf", "-e", "stderr"]
    _accepted([*argv, "-t", "-q"], directory, "nginx")
    return Plan([Member("nginx", argv, ready={"port": port})], {"url": f"http://127.0.0.1:{port}"})


def _varnish(directory: Path, binary: str, vcl: str, origin: str, memory: str) -> Plan:
    port, at = free_port(), urlsplit(origin)
    (directory / "edge.vcl").write_text(
        f'vcl 4.1;\nbackend origin {{ .host = "{at.hostname}"; .port = "{at.port or 80}"; }}\n{vcl}\n'
    )
    folder = str(directory / "varnish")
    # Its log of a failed start ends in a list of names; the compiler alone says first what is wrong.
    _accepted([binary, "-j", "none", "-C", "-n", folder, "-f", str(directory / "edge.vcl")], directory, "varnish")
    argv = [binary, "-F", "-j", "none", "-n", folder, "-f", str(directory / "edge.vcl")]
    argv += ["-a", f"127.0.0.1:{port}", "-s", f"default,{memory}", "-T", "none"]
    # Two pools of a hundred threads each are its default.
    argv += ["-p", "thread_pools=1", "-p", "thread_pool_min=10"]
    return Plan([Member("varnish", argv, ready={"port": port})], {"url": f"http://127.0.0.1:{port}", "folder": folder})


def _accepted(command: list[str], directory: Path, engine: str) -> None:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineFailed(f"{engine} does not accept its configuration: {done.stderr.strip()[:600]}")


def _run(command: list[str], engine: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineFailed(f"{engine}: {done.stderr.strip()}")
    return done.stdout
