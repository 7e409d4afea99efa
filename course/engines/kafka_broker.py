"""One real Apache Kafka broker of this kernel's own, from the jars that `course install kafka_broker` fetched.

It is its own controller (KRaft, no ZooKeeper) and runs with a small heap on loopback and free ports. Waits that only a
large cluster needs are cut: groups form at once, the cleaner looks for work every fifth of a second instead of every
15 s, retention every second instead of every five minutes. One broker means a replication factor of one throughout.

A JVM spends most of a start on reading classes. Its class data sharing (JEP 310, JEP 350) maps an archive of them
instead: it is made once, by a broker that does once what lessons do, with the formatted storage that each start copies.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from course.engines.about import About
from course.engines.catalogue import JAVA_FOR_KAFKA, java, require
from course.engines.errors import EngineFailed
from course.engines.kafka import client_config
from course.engines.own import own_server
from course.engines.ports import free_ports
from course.engines.server import Member, Plan, Server, private
from course.engines.template import template

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "CLIENTS",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT",
    "log.dirs": "data",  # in the working directory: a path with a comma would be two
    "num.partitions": "1",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A killed broker may come back when its old session is over, which is nine seconds otherwise.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "group.initial.rebalance.delay.ms": "0",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "500",
    "log.cleaner.backoff.ms": "200",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "log.retention.check.interval.ms": "1000",
    "log.initial.task.delay.ms": "100",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "background.threads": "2",
}
_JVM = [
    "-Xms64m",
    "-Xmx320m",
    "-XX:+UseSerialGC",
    # The quick compiler alone: a broker that lives for minutes never earns back the time of the thorough one.
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.net.preferIPv4Stack=true",
]
_LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %-5p %c{1} %m%n
"""
_CLUSTER = base64.urlsafe_b64encode(b"course-a-broker-").decode().rstrip("=")


class KafkaBroker:
    """A broker to connect to: `Producer({**kafka.config, "transactional.id": "t"})`.

    `url` has its address for any other client, `about` says what runs, `server` is the process, to kill and start (None
    when it runs elsewhere).
    """

    def __init__(self, url: str, about: About, server: Server | None) -> None:
        self.url = url
        self.about = about
        self.server = server

    @property
    def config(self) -> dict[str, Any]:
        """What every client needs: the broker's address, and no log lines in the notebook."""
        return client_config(self.url)

    def close(self) -> None:
        """Let go of the broker. It also ends with the kernel."""
        if self.server is not None:
            self.server.close()


def kafka_broker(*, private: bool = False) -> KafkaBroker:
    """This kernel's broker; the first call starts it, in two to four seconds. With `private=True`, one more.

    `engines.prepare("kafka_broker")` lets a notebook spend the start on other things. `COURSE_KAFKA_BROKER_URL`
    (host:port, separated by commas) names brokers that run elsewhere; they are used as they are.
    """
    url = os.environ.get("COURSE_KAFKA_BROKER_URL")
    if url:
        return KafkaBroker(url, About("Apache Kafka", "", "at COURSE_KAFKA_BROKER_URL"), None)
    server = _one_more() if private else start()
    return KafkaBroker(server.info["url"], About("Apache Kafka", require("kafka_broker").version, "private"), server)


def start() -> Server:
    """This kernel's own broker, started if it does not run."""
    made = prepared()
    return own_server("kafka_broker", lambda directory: _plan(directory, made / "data", _shared(made)))


def _one_more() -> Server:
    made = prepared()
    return private("kafka_broker", lambda directory: _plan(directory, made / "data", _shared(made)))


def prepared() -> Path:
    """The folder with formatted storage and the class archive, made by the first call on this machine (half a minute).

    Raises EngineFailed when the broker does not start, with the end of its log.
    """
    found = require("kafka_broker")
    machine, jars = _java()
    # The archive fits one JVM and these very files: a cache that was moved or fetched again needs a new one.
    made_for = "".join(f"{jar} {jar.stat().st_mtime_ns}" for jar in jars)
    key = hashlib.sha256(f"{machine} {made_for}".encode()).hexdigest()[:8]
    return template(f"kafka_start-{found.version}-{key}", _make)


def _make(fresh: Path) -> None:
    (fresh / "tmp").mkdir()
    _write_settings(fresh, *free_ports(2))
    tool = ["kafka.tools.StorageTool", "format", "--cluster-id", _CLUSTER, "--config", "server.properties"]
    done = subprocess.run(
        [*_command(fresh), *tool], cwd=fresh, capture_output=True, text=True, check=False, env=_environment()
    )
    if done.returncode:
        raise EngineFailed(f"kafka_broker: its storage was not formatted. {(done.stderr or done.stdout)[-2000:]}")
    archive = [f"-XX:ArchiveClassesAtExit={fresh / 'classes.jsa'}"]
    server = private("kafka_broker", lambda directory: _plan(directory, fresh / "data", archive))
    _exercise(client_config(server.info["url"]))
    # The archive is written while it stops, which may take longer than a supervisor waits.
    os.kill(server.pid, signal.SIGTERM)
    while server.alive:
        time.sleep(0.1)
    server.close()


def _exercise(config: dict[str, Any]) -> None:
    """What lessons do, once: the classes that it needs go into the archive too."""
    from confluent_kafka import Consumer, Producer

    producer = Producer({**config, "transactional.id": "first"})
    producer.init_transactions(60)
    producer.begin_transaction()
    producer.produce("first", "one", key="k")
    producer.commit_transaction(60)
    consumer = Consumer({**config, "group.id": "first", "auto.offset.reset": "earliest"})
    consumer.subscribe(["first"])
    consumer.poll(30)
    consumer.close()


def _shared(made: Path) -> list[str]:
    # Without the archive, or with one that does not fit, the JVM reads the jars as ever.
    return ["-Xshare:auto", f"-XX:SharedArchiveFile={made / 'classes.jsa'}"]


def _plan(directory: Path, data: Path, options: list[str]) -> Plan:
    clients, controller = free_ports(2)
    shutil.copytree(data, directory / "data")
    (directory / "tmp").mkdir()
    _write_settings(directory, clients, controller)
    member = Member(
        "kafka_broker",
        [*_command(directory, options), "kafka.Kafka", "server.properties"],
        ready={"port": clients},
        env=_environment(),
        timeout=180,
    )
    return Plan([member], {"url": f"127.0.0.1:{clients}"})


def _write_settings(directory: Path, clients: int, controller: int) -> None:
    settings = SETTINGS | {
        "listeners": f"CLIENTS://127.0.0.1:{clients},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{clients}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
    }
    (directory / "server.properties").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (directory / "log4j2.properties").write_text(_LOGGING)


def _command(directory: Path, options: list[str] | None = None) -> list[str]:
    machine, jars = _java()
    # Compression libraries are unpacked into the temporary folder: into one that goes with the broker.
    where = [f"-Djava.io.tmpdir={directory / 'tmp'}"]
    where += [f"-Dlog4j2.configurationFile={(directory / 'log4j2.properties').as_uri()}"]
    return [machine, *_JVM, *(options or []), *where, "-cp", os.pathsep.join(map(str, jars))]


def _java() -> tuple[str, list[Path]]:
    """The virtual machine, and the jars in an order that stays: the archive holds for one class path."""
    machine, found = java(JAVA_FOR_KAFKA), require("kafka_broker")
    assert machine is not None and found.path is not None
    return str(machine.path), sorted((found.path / "lib").glob("*.jar"))


def _environment() -> dict[str, str]:
    theirs = ("KAFKA_", "LOG_DIR", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
    return {name: value for name, value in os.environ.items() if not name.startswith(theirs)} | {
        "MALLOC_ARENA_MAX": "2"
    }
