"""Kafka's protocol from the mock cluster: clients, controls, and what it does not imitate."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from course import engines
from course.engines.kafka import Kafka

from .conftest import in_another_process
from .kernels import as_normal_user, kernel, processes_under
from .test_server import within

READ_ALL = {"auto.offset.reset": "earliest", "enable.auto.commit": False}


def outcome(producer: Producer, topic: str, value: str = "v") -> list[Any]:
    """What became of one record: `[error code or None]` within ten seconds, else `[]`."""
    found: list[Any] = []
    producer.produce(topic, value, on_delivery=lambda error, _: found.append(error and error.code()))
    producer.flush(10)
    return found


def records(kafka: Kafka, topic: str) -> int:
    consumer = Consumer({**kafka.config, "group.id": "counts"})
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10)
    consumer.close()
    return high - low


def test_what_is_produced_is_consumed_by_a_group() -> None:
    kafka = engines.kafka()
    kafka.create_topic("orders", partitions=3)
    producer = Producer(kafka.config)
    assert len(producer.list_topics("orders", timeout=10).topics["orders"].partitions) == 3
    for number in range(90):
        producer.produce("orders", str(number), key=str(number % 9))
    producer.flush(10)
    consumer = Consumer({**kafka.config, **READ_ALL, "group.id": "billing"})
    consumer.subscribe(["orders"])
    seen: list[Any] = []
    assert within(20, lambda: len(seen.extend(consumer.consume(100, 0.5)) or seen) >= 90)
    consumer.commit()
    committed = consumer.committed([TopicPartition("orders", n) for n in range(3)], timeout=10)
    consumer.close()
    assert {int(message.value()) for message in seen} == set(range(90))
    assert len({(message.key(), message.partition()) for message in seen}) == 9
    assert sum(max(one.offset, 0) for one in committed) == 90
    assert "imitation" in str(kafka.about)


def test_every_call_is_the_same_cluster_and_brokers_makes_another() -> None:
    assert engines.kafka().url == engines.kafka().url
    three = engines.kafka(brokers=3)
    assert len(three.url.split(",")) == 3
    three.create_topic("spread", partitions=3, replicas=3)
    partitions = Producer(three.config).list_topics("spread", timeout=10).topics["spread"].partitions
    assert {n: (p.leader, sorted(p.replicas)) for n, p in partitions.items()} == {
        n: (n + 1, [1, 2, 3]) for n in range(3)
    }
    three.lead("spread", 0, 2)
    assert Producer(three.config).list_topics("spread", timeout=10).topics["spread"].partitions[0].leader == 2
    three.close()


def test_operations_in_a_row_do_not_each_wait_for_a_second() -> None:
    """The cluster's thread can lose an operation's wake-up, mostly when processors are busy, and sleeps on."""
    kafka = engines.kafka(brokers=1)
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        began = time.monotonic()
        for number in range(60):
            kafka.create_topic(f"t{number}", partitions=4)
        assert time.monotonic() - began < 20  # without losses half a second, with them about fifty
    finally:
        for process in busy:
            process.kill()
            process.wait()
        kafka.close()


def test_brokers_fall_silent_and_come_back_with_their_records() -> None:
    kafka = engines.kafka(brokers=1)
    kafka.create_topic("t")
    # A client waits longer and longer between its tries to connect, up to ten seconds unless told.
    producer = Producer({**kafka.config, "message.timeout.ms": 5000, "reconnect.backoff.max.ms": 100})
    assert outcome(producer, "t") == [None]
    kafka.down()
    assert outcome(producer, "t") == [KafkaError._MSG_TIMED_OUT]
    kafka.up()
    assert outcome(producer, "t") == [None]
    assert records(kafka, "t") == 2
    kafka.close()


def test_errors_are_given_once_each_and_requests_are_counted() -> None:
    kafka = engines.kafka()
    kafka.create_topic("errors")
    producer = Producer(kafka.config)
    before = kafka.requests()
    kafka.fail("Produce", KafkaError.NOT_ENOUGH_REPLICAS, KafkaError._TRANSPORT)
    assert outcome(producer, "errors") == [None]  # the client tries again
    assert (kafka.requests() - before)["Produce"] == 3
    kafka.fail("Produce", KafkaError.MSG_SIZE_TOO_LARGE)
    assert outcome(producer, "errors") == [KafkaError.MSG_SIZE_TOO_LARGE]
    assert records(kafka, "errors") == 1
    with pytest.raises(ValueError, match="'Send' is not one of Produce, Fetch"):
        kafka.fail("Send", KafkaError.MSG_SIZE_TOO_LARGE)
    with pytest.raises(engines.EngineFailed, match="TOPIC_ALREADY_EXISTS"):
        kafka.create_topic("errors")


def test_a_late_answer_makes_a_duplicate_which_idempotence_does_not_remove_here() -> None:
    kafka = engines.kafka(brokers=1)
    kafka.create_topic("late")
    # How long a client waits for an answer is socket.timeout.ms; it looks once a second.
    retries = {"enable.idempotence": True, "socket.timeout.ms": 1000, "retry.backoff.ms": 50, "linger.ms": 0}
    producer = Producer({**kafka.config, **retries})
    assert outcome(producer, "late") == [None]
    before = kafka.requests()["Produce"]
    kafka.round_trip(5)
    producer.produce("late", "x")
    deadline = time.monotonic() + 20
    while kafka.requests()["Produce"] < before + 2 and time.monotonic() < deadline:
        producer.poll(0.05)
    kafka.round_trip(0)
    assert producer.flush(20) == 0
    assert records(kafka, "late") >= 3
    kafka.close()


def test_another_process_has_another_cluster_and_can_join_this_one() -> None:
    kafka = engines.kafka()
    kafka.create_topic("mine")
    topics = "print(sorted(Producer(engines.kafka().config).list_topics(timeout=10).topics))"
    code = f"from confluent_kafka import Producer; from course import engines; {topics}"
    assert in_another_process(code) == "[]"
    assert "'mine'" in in_another_process(code, COURSE_KAFKA_URL=kafka.url)


def test_one_elsewhere_is_not_controlled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_KAFKA_URL", "127.0.0.1:9")
    assert engines.kafka().config["bootstrap.servers"] == "127.0.0.1:9"
    with pytest.raises(ValueError, match="runs elsewhere"):
        engines.kafka().down()


def test_an_interrupt_leaves_it_running_and_kill_9_ends_it(tmp_path: Path) -> None:
    state = tmp_path / "a state folder"
    with kernel(state) as notebook:
        notebook.run("from course import engines; k = engines.kafka(); k.create_topic('kept')")
        os.killpg(notebook.pid, signal.SIGINT)
        notebook.wait_idle()
        assert notebook.run("print(engines.kafka().url == k.url, k.requests()['Produce'])") == "True 0"
        assert processes_under(state)
        psutil.Process(notebook.pid).kill()
        assert within(20, lambda: not processes_under(state))
    assert not list((state / "run").glob("kafka-*/"))


def test_a_normal_user_on_loopback_alone(tmp_path: Path) -> None:
    script = """
import os, psutil
from course import engines
k = engines.kafka()
k.create_topic("t", 2)
at = {c.laddr.ip for c in psutil.Process(k.server.pid).net_connections("tcp") if c.status == "LISTEN"}
print(os.getuid() != 0, at)
"""
    done = as_normal_user(script, tmp_path / "home", tmp_path / "state")
    assert (done.stdout, done.stderr) == ("True {'127.0.0.1'}\n", "")


def test_it_works_without_any_network_but_loopback(tmp_path: Path) -> None:
    script = """
import fcntl, socket, struct
with socket.socket() as any:
    fcntl.ioctl(any, 0x8914, struct.pack("16sh22x", b"lo", 1))  # SIOCSIFFLAGS: up
from confluent_kafka import Producer
from course import engines
producer = Producer(engines.kafka().config)
producer.produce("t", "v")
print(producer.flush(20))
"""
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", script],
        env=os.environ | {"COURSE_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\n", "")
