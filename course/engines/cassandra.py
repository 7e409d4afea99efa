"""One real Cassandra node, from the jars that `course install cassandra` fetched, shared by kernels.

It runs on Java 17 (or 11) with a small heap and without JMX, on loopback and free ports. As there is no JMX there is no
nodetool: a table flushes by itself with the option `memtable_flush_period_in_ms`, and the virtual tables of
`system_views` show what nodetool would.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from course.engines.about import About
from course.engines.catalogue import JAVA_FOR_CASSANDRA, java, require
from course.engines.errors import EngineFailed
from course.engines.own import abandoned, own_name
from course.engines.ports import free_ports
from course.engines.server import Member, Plan, Server, shared

# The driver tells of every host that comes and goes; without a handler Python prints that into the notebook.
logging.getLogger("cassandra").addHandler(logging.NullHandler())

# What Cassandra reaches into (its own conf/jvm11-server.options and conf/jvm17-server.options).
_EXPORTS = (
    "java.base/java.lang.ref java.base/jdk.internal.misc java.management.rmi/com.sun.jmx.remote.internal.rmi "
    "java.rmi/sun.rmi.registry java.rmi/sun.rmi.server java.sql/java.sql jdk.unsupported/sun.misc"
)
_OPENS = (
    "java.base/java.io java.base/java.lang java.base/java.lang.module java.base/java.lang.reflect java.base/java.nio "
    "java.base/java.util java.base/jdk.internal.loader java.base/jdk.internal.math java.base/jdk.internal.module "
    "java.base/jdk.internal.ref java.base/jdk.internal.reflect java.base/jdk.internal.util.jar java.base/sun.nio.ch "
    "jdk.management/com.sun.management.internal"
)
_JVM = [
    "-Xms64m",
    "-Xmx320m",
    "-Xss512k",
    "-XX:MaxDirectMemorySize=128m",
    "-XX:+UseSerialGC",
    # The quick compiler alone: a node that lives for minutes never earns back the time of the thorough one.
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.attach.allowAttachSelf=true",
    "-Djava.net.preferIPv4Stack=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dcassandra-foreground=yes",
    # A node alone has nobody to wait for.
    "-Dcassandra.ring_delay_ms=100",
    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
    "-Dcassandra.shutdown_announce_in_ms=0",
    *(part for name in _EXPORTS.split() for part in ("--add-exports", f"{name}=ALL-UNNAMED")),
    *(part for name in _OPENS.split() for part in ("--add-opens", f"{name}=ALL-UNNAMED")),
]
_YAML = """\
cluster_name: course
num_tokens: 4
allocate_tokens_for_local_replication_factor: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{{seeds: "127.0.0.1:{gossip}"}}]
listen_address: 127.0.0.1
storage_port: {gossip}
ssl_storage_port: {gossip_tls}
rpc_address: 127.0.0.1
native_transport_port: {cql}
native_transport_max_threads: 16
concurrent_reads: 8
concurrent_writes: 8
concurrent_counter_writes: 4
concurrent_compactors: 1
memtable_heap_space: 64MiB
memtable_offheap_space: 64MiB
key_cache_size: 8MiB
file_cache_size: 32MiB
networking_cache_size: 8MiB
disk_access_mode: mmap_index_only
commitlog_disk_access_mode: legacy
commitlog_sync: periodic
commitlog_sync_period: 10000ms
commitlog_segment_size: 8MiB
commitlog_total_space: 64MiB
auto_snapshot: false
"""
_LOGGING = """\
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="out"/></root>
</configuration>
"""


def cassandra() -> Any:
    """A `cassandra.cluster.Session` in a keyspace of this kernel's own (replication factor 1, on the single node).

    The session also has `url`, `about` and `keyspace`. The first call starts the node, or joins the one that other
    kernels of this user already run; starting takes about ten seconds, which `engines.prepare("cassandra")` lets a
    notebook spend on other things. Every further call gives the same session. `COURSE_CASSANDRA_URL`
    (cassandra://host:port) names a cluster that runs elsewhere.
    """
    url = os.environ.get("COURSE_CASSANDRA_URL")
    if url:
        return _session(url, "at COURSE_CASSANDRA_URL", elsewhere=True)
    return _session(start().info["url"], "one node, private, shared by your notebooks", elsewhere=False)


def start() -> Server:
    """The shared node, started if it does not run."""
    found = require("cassandra")
    machine = java(JAVA_FOR_CASSANDRA)
    assert found.path is not None and machine is not None
    jars, virtual_machine = found.path, str(machine.path)
    return shared("cassandra", lambda directory: _plan(directory, jars, virtual_machine))


_sessions: dict[str, Any] = {}


def _session(url: str, how: str, *, elsewhere: bool) -> Any:
    known = _sessions.get(url)
    if known is not None and not known.is_shutdown:
        return known
    session = _connect(url)
    own = own_name()
    if not elsewhere:
        rows = session.execute("SELECT keyspace_name FROM system_schema.keyspaces")
        for left in abandoned(row.keyspace_name for row in rows):
            session.execute(f"DROP KEYSPACE {left}", timeout=60)
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    session.execute(f"CREATE KEYSPACE {own} WITH replication = {replication}", timeout=60)
    session.set_keyspace(own)
    version = session.execute("SELECT release_version FROM system.local").one().release_version
    session.url, session.about = url, About("Apache Cassandra", version, how)
    _sessions[url] = session
    atexit.register(_end, session, own if elsewhere else None)
    return session


def _connect(url: str) -> Any:
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable
    from cassandra.policies import RoundRobinPolicy

    parts = urlsplit(url)
    profile = ExecutionProfile(load_balancing_policy=RoundRobinPolicy(), request_timeout=30)
    cluster = Cluster(
        [parts.hostname],
        port=parts.port or 9042,
        protocol_version=5,
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        connect_timeout=20,
        **_event_loop(),
    )
    try:
        return cluster.connect()
    except NoHostAvailable as error:
        cluster.shutdown()
        raise EngineFailed(f"Cassandra at {parts.hostname}:{parts.port or 9042} does not answer: {error}") from error


def _event_loop() -> dict[str, Any]:
    """libev where the driver was built with it, else asyncio: asyncore, its old default, is gone from Python 3.12."""
    try:
        from cassandra.io.libevreactor import LibevConnection as Connection
    except Exception:
        from cassandra.io.asyncioreactor import AsyncioConnection as Connection
    return {"connection_class": Connection}


def _end(session: Any, drop: str | None) -> None:
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if drop:
            session.execute(f"DROP KEYSPACE IF EXISTS {drop}", timeout=20)
        session.cluster.shutdown()


def _plan(directory: Path, jars: Path, virtual_machine: str) -> Plan:
    cql, gossip, gossip_tls = free_ports(3)
    conf, data = directory / "conf", directory / "data"
    conf.mkdir()
    data.mkdir()
    (conf / "cassandra.yaml").write_text(_YAML.format(cql=cql, gossip=gossip, gossip_tls=gossip_tls))
    (conf / "logback.xml").write_text(_LOGGING)
    member = Member(
        "cassandra",
        [virtual_machine, *_JVM]
        + [f"-Dcassandra.config={(conf / 'cassandra.yaml').as_uri()}", f"-Dcassandra.storagedir={data}"]
        + [f"-Dlogback.configurationFile={(conf / 'logback.xml').as_uri()}", f"-Djava.io.tmpdir={directory}"]
        + ["-cp", f"{jars / 'lib'}/*", "org.apache.cassandra.service.CassandraDaemon"],
        ready={"port": cql},
        # Glibc gives each of its many threads an arena of its own otherwise: 200 MB more, unused.
        env=dict(os.environ) | {"MALLOC_ARENA_MAX": "2", "JAVA_TOOL_OPTIONS": ""},
        timeout=180,
    )
    return Plan([member], {"url": f"cassandra://127.0.0.1:{cql}"})
