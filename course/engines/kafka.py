"""Kafka's wire protocol, answered by librdkafka's mock cluster: brokers in one process, from `confluent-kafka`.

Real TCP, and the protocol's own errors; partitions, keys, consumer groups and their rebalances, commits and watermarks
behave as Kafka's do. What differs from Kafka:

- records live in memory, a few megabytes a partition; there is no replication, no compaction, no `delete_records`;
- the Admin API makes no topics (`AdminClient.create_topics` hangs): `create_topic` below does, and a topic that is
  used without it has four partitions;
- a producer's sequence numbers are not checked, so idempotence removes no duplicate, and `read_committed` shows aborted
  records too: for exactly-once there is `engines.kafka_broker()`.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from course.engines.about import About
from course.engines.catalogue import require
from course.engines.errors import EngineFailed
from course.engines.own import own_server
from course.engines.ports import free_port
from course.engines.server import Member, Plan, Server, private

# https://kafka.apache.org/protocol, "API keys": those that the mock cluster answers.
REQUESTS = {
    "Produce": 0,
    "Fetch": 1,
    "ListOffsets": 2,
    "Metadata": 3,
    "OffsetCommit": 8,
    "OffsetFetch": 9,
    "FindCoordinator": 10,
    "JoinGroup": 11,
    "Heartbeat": 12,
    "LeaveGroup": 13,
    "SyncGroup": 14,
    "ApiVersions": 18,
    "InitProducerId": 22,
    "OffsetForLeaderEpoch": 23,
    "AddPartitionsToTxn": 24,
    "AddOffsetsToTxn": 25,
    "EndTxn": 26,
    "TxnOffsetCommit": 28,
    "GetTelemetrySubscriptions": 71,
}
ALL = -1
_NOBODY = logging.Logger("nobody reads this", level=logging.CRITICAL + 1)


class Kafka:
    """A cluster to connect to: `Producer({**kafka.config, "linger.ms": 5})`.

    `url` has the brokers' addresses for any other client, `about` says what runs, `server` is the process that holds
    all brokers (None when they run elsewhere; nothing but connecting is possible then).
    """

    def __init__(self, url: str, about: About, server: Server | None) -> None:
        self.url = url
        self.about = about
        self.server = server

    @property
    def config(self) -> dict[str, Any]:
        """What every client needs: the brokers' addresses, and no log lines in the notebook."""
        return client_config(self.url)

    def create_topic(self, name: str, partitions: int = 1, replicas: int = 1) -> None:
        """Make a topic whose partitions are led by the brokers in turn. Raises EngineFailed when it exists."""
        self._ask("topic", name=name, partitions=partitions, replicas=replicas)

    def lead(self, topic: str, partition: int, broker: int) -> None:
        """Make `broker` (1, 2, …) the leader of a partition."""
        self._ask("leader", topic=topic, partition=partition, broker=broker)

    def round_trip(self, seconds: float, broker: int = ALL) -> None:
        """Answer every request this much later: one broker (1, 2, …) or all. What was asked is done at once.

        A client gives up after its `socket.timeout.ms`, for which it looks once a second.
        """
        self._ask("round_trip", broker=broker, milliseconds=round(seconds * 1000))

    def down(self, broker: int = ALL) -> None:
        """Close a broker's connections and accept no new ones. Its partitions keep it as their leader."""
        self._ask("down", broker=broker)

    def up(self, broker: int = ALL) -> None:
        """Let it accept connections again; its records are still there."""
        self._ask("up", broker=broker)

    def fail(self, request: str, *errors: int) -> None:
        """The next requests of this kind (a name of Kafka's protocol: `Produce`) get these errors, one each, undone.

        Errors are constants of `confluent_kafka.KafkaError`; `_TRANSPORT` closes the connection, 0 lets one pass.
        Errors given earlier for the same kind are forgotten. Raises ValueError for a kind that is not in `REQUESTS`.
        """
        if request not in REQUESTS:
            raise ValueError(f"{request!r} is not one of {', '.join(REQUESTS)}")
        self._ask("fail", request=REQUESTS[request], errors=list(errors))

    def requests(self) -> Counter[str]:
        """How many requests of each kind the brokers have received since they started (`Counter`s subtract)."""
        names = {str(number): name for name, number in REQUESTS.items()}
        return Counter({names.get(number, number): count for number, count in self._ask("requests").items()})

    def close(self) -> None:
        """Let go of the cluster. It also ends with the kernel."""
        if self.server is not None:
            self.server.close()

    def _ask(self, do: str, **arguments: Any) -> Any:
        if self.server is None:
            raise ValueError("This cluster runs elsewhere (COURSE_KAFKA_URL): it is not this notebook's to control")
        info = self.server.info
        command = {"token": info["token"], "do": do, **arguments}
        with socket.create_connection(("127.0.0.1", info["control"]), timeout=10) as control:
            control.sendall(json.dumps(command).encode() + b"\n")
            with control.makefile() as replies:
                said = replies.readline()
        if not said:
            raise EngineFailed(f"kafka: the mock cluster did not {do}. {self.server.log.read_text()[-500:]}")
        answer = json.loads(said)
        if answer["error"]:
            raise EngineFailed(f"kafka: {do} {arguments}: {answer['error']}")
        return answer["result"]


def kafka(brokers: int | None = None) -> Kafka:
    """This kernel's cluster of one broker, up in half a second; with `brokers`, one more cluster of so many.

    `COURSE_KAFKA_URL` (host:port, separated by commas) names one that runs elsewhere, real or not; it is used as it is.
    """
    url = os.environ.get("COURSE_KAFKA_URL")
    if url:
        return Kafka(url, About("Kafka's protocol", "", "at COURSE_KAFKA_URL"), None)
    found = require("kafka")
    if brokers is None:
        server = own_server("kafka", lambda directory: _plan(directory, 1))
    elif brokers < 1:
        raise ValueError(f"A cluster has at least one broker, not {brokers}")
    else:
        server = private("kafka", lambda directory: _plan(directory, brokers))
    count = server.info["brokers"]
    how = f"embedded, private, {count} broker{'s' * (count > 1)} in one process, an imitation of Kafka"
    addresses = json.loads((server.directory / "cluster.json").read_text())["addresses"]
    return Kafka(addresses, About("librdkafka's mock cluster", found.version, how), server)


def client_config(url: str) -> dict[str, Any]:
    """Configuration that every confluent-kafka client of a cluster at `url` starts from."""
    # No broker.address.family: on a machine without a network, a client that asks for IPv4 alone resolves no address.
    # librdkafka reports each lost connection to standard error otherwise, and a fenced producer even at level 0. What
    # matters comes as an error too.
    return {"bootstrap.servers": url, "log_level": 0, "logger": _NOBODY}


def _plan(directory: Path, brokers: int) -> Plan:
    control, token = free_port(), secrets.token_hex(16)
    spec = {"brokers": brokers, "control": control, "token": token}
    (directory / "mock.json").touch(mode=0o600)
    (directory / "mock.json").write_text(json.dumps(spec))
    program = str(Path(__file__).with_name("mock_cluster.py"))
    member = Member("kafka", [sys.executable, "-I", program, str(directory)], ready={"port": control})
    return Plan([member], spec)
