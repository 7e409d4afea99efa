"""librdkafka's mock Kafka cluster, as a process of its own: others can connect, and an interrupt leaves it alone.

    python -I mock_cluster.py DIRECTORY

DIRECTORY/mock.json tells the number of brokers, the control port and the token. When the brokers listen, their
addresses are in DIRECTORY/cluster.json. A command is one JSON line on the control port, `{"token": …, "do": …, …}`; one
JSON line answers: `{"error": name or null, "result": …}`.

The functions are those of librdkafka's `rdkafka_mock.h`, in the library that the package confluent-kafka carries.
"""

import ctypes
import json
import os
import socketserver
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from confluent_kafka import cimpl

PRODUCER = 0
ADDRESS = ctypes.c_void_p


class Cluster:
    def __init__(self, brokers: int) -> None:
        # The symbols of a library that this one is linked to are found through it, wherever the wheel put it.
        library = self.library = ctypes.CDLL(cimpl.__file__)
        for name in ("conf_new", "new", "mock_cluster_new", "mock_get_requests"):
            getattr(library, f"rd_kafka_{name}").restype = ADDRESS
        for name in ("mock_cluster_bootstraps", "err2name"):
            getattr(library, f"rd_kafka_{name}").restype = ctypes.c_char_p
        why = ctypes.create_string_buffer(512)
        client = library.rd_kafka_new(PRODUCER, ADDRESS(library.rd_kafka_conf_new()), why, ctypes.c_size_t(512))
        if not client:
            raise RuntimeError(why.value.decode())
        self.cluster = ADDRESS(library.rd_kafka_mock_cluster_new(ADDRESS(client), brokers))
        library.rd_kafka_mock_start_request_tracking(self.cluster)
        # A new group waits three seconds for more members otherwise, as Kafka's does.
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(self.cluster, 100)
        self.brokers = brokers

    @property
    def addresses(self) -> str:
        said: bytes = self.library.rd_kafka_mock_cluster_bootstraps(self.cluster)
        return said.decode()

    def topic(self, name: str, partitions: int, replicas: int) -> int:
        error = self._operate("topic_create", name.encode(), partitions, replicas)
        if not error and self.brokers > 1:  # broker 1 leads every partition of a new topic otherwise
            for partition in range(partitions):
                self.leader(name, partition, partition % self.brokers + 1)
        return error

    def leader(self, topic: str, partition: int, broker: int) -> int:
        return self._operate("partition_set_leader", topic.encode(), partition, broker)

    def round_trip(self, broker: int, milliseconds: int) -> int:
        return self._operate("broker_set_rtt", broker, milliseconds)

    def down(self, broker: int) -> int:
        return self._operate("broker_set_down", broker)

    def up(self, broker: int) -> int:
        return self._operate("broker_set_up", broker)

    def fail(self, request: int, errors: list[int]) -> int:
        self.library.rd_kafka_mock_clear_request_errors(self.cluster, ctypes.c_int16(request))
        codes = (ctypes.c_int * len(errors))(*errors)
        self.library.rd_kafka_mock_push_request_errors_array(
            self.cluster, ctypes.c_int16(request), ctypes.c_size_t(len(errors)), codes
        )
        return 0

    def _operate(self, operation: str, *arguments: Any) -> int:
        error = int(getattr(self.library, f"rd_kafka_mock_{operation}")(self.cluster, *arguments))
        # Woken for an operation, the cluster's thread answers it and only then empties its wake-up pipe: what is asked
        # in between stays unseen until its poll ends, a second later. So leave it the moment that it needs.
        time.sleep(0.002)
        return error

    def requests(self) -> dict[int, int]:
        count = ctypes.c_size_t()
        first = self.library.rd_kafka_mock_get_requests(self.cluster, ctypes.byref(count))
        seen: Counter[int] = Counter()
        for request in (ADDRESS * count.value).from_address(first) if first else ():
            seen[self.library.rd_kafka_mock_request_api_key(ADDRESS(request))] += 1
        if first:
            self.library.rd_kafka_mock_request_destroy_array(ADDRESS(first), count)
        return dict(seen)


def main(directory: Path) -> None:
    spec = json.loads((directory / "mock.json").read_text())
    cluster = Cluster(spec["brokers"])

    class Control(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command: dict[str, Any] = json.loads(self.rfile.readline())
            if command.pop("token") != spec["token"]:
                return
            result = getattr(cluster, command.pop("do"))(**command)
            failed = isinstance(result, int) and result != 0
            error = cluster.library.rd_kafka_err2name(result).decode() if failed else None
            self.wfile.write(json.dumps({"error": error, "result": result}).encode() + b"\n")

    fresh = directory / "cluster.json.new"
    fresh.write_text(json.dumps({"addresses": cluster.addresses}))
    os.replace(fresh, directory / "cluster.json")
    # Listening is what tells that all is ready.
    with socketserver.TCPServer(("127.0.0.1", spec["control"]), Control) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
