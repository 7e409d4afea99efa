"""A real Kafka broker: what exactly-once needs, a crash, and its end with the kernel."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from course import engines
from course.engines.kafka_broker import KafkaBroker

from .conftest import in_another_process
from .kernels import as_normal_user, kernel, processes_under
from .test_server import within


@pytest.fixture
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("kafka_broker")


def create(kafka: KafkaBroker, topic: str, **settings: str) -> None:
    config = {name.replace("_", "."): value for name, value in settings.items()}
    admin = AdminClient(kafka.config)  # kept: without it, what was asked of it ends unanswered
    (made,) = admin.create_topics([NewTopic(topic, 1, 1, config=config)]).values()
    made.result(20)


def values(kafka: KafkaBroker, topic: str, isolation: str = "read_committed") -> list[bytes]:
    """Every value that a consumer with this isolation level sees, up to the end of the partition."""
    settings = {"group.id": "reads", "isolation.level": isolation, "enable.partition.eof": True}
    consumer = Consumer({**kafka.config, **settings})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    found: list[Any] = []
    while (message := consumer.poll(20)) is not None and not message.error():
        found.append(message.value())
    consumer.close()
    return found


@pytest.mark.usefixtures("needed")
def test_an_aborted_transaction_is_seen_only_by_those_who_ask_for_it() -> None:
    kafka = engines.kafka_broker()
    create(kafka, "tx")
    producer = Producer({**kafka.config, "transactional.id": "writer"})
    producer.init_transactions(30)
    for value, finish in (("kept", producer.commit_transaction), ("taken back", producer.abort_transaction)):
        producer.begin_transaction()
        producer.produce("tx", value)
        producer.flush(10)
        finish(30)
    assert values(kafka, "tx") == [b"kept"]
    assert values(kafka, "tx", "read_uncommitted") == [b"kept", b"taken back"]


@pytest.mark.usefixtures("needed")
def test_a_zombie_is_fenced_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    kafka = engines.kafka_broker()
    create(kafka, "fenced")
    zombie, successor = (Producer({**kafka.config, "transactional.id": "one"}) for _ in range(2))
    zombie.init_transactions(30)
    zombie.begin_transaction()
    zombie.produce("fenced", "from the zombie")
    zombie.flush(10)
    successor.init_transactions(30)
    with pytest.raises(KafkaException) as fenced:
        zombie.commit_transaction(30)
    assert fenced.value.args[0].code() == KafkaError._FENCED
    assert values(kafka, "fenced") == []
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("needed")
def test_compaction_keeps_the_last_value_of_each_key() -> None:
    kafka = engines.kafka_broker()
    create(kafka, "compacted", cleanup_policy="compact", segment_ms="100", min_cleanable_dirty_ratio="0.01")
    producer = Producer(kafka.config)
    for version in range(5):
        for key in "ab":
            producer.produce("compacted", f"{key}{version}", key=key)
        producer.flush(10)
        time.sleep(0.15)  # the next record then begins a segment; the one that is written to is never compacted
    producer.produce("compacted", "last", key="c")
    producer.flush(10)
    assert within(30, lambda: values(kafka, "compacted") == [b"a4", b"b4", b"last"])


@pytest.mark.usefixtures("needed")
def test_records_can_be_deleted_up_to_an_offset() -> None:
    kafka = engines.kafka_broker()
    create(kafka, "erased")
    producer = Producer(kafka.config)
    for number in range(3):
        producer.produce("erased", str(number))
    producer.flush(10)
    admin = AdminClient(kafka.config)
    (deleted,) = admin.delete_records([TopicPartition("erased", 0, 2)]).values()
    assert deleted.result(20).low_watermark == 2
    assert values(kafka, "erased") == [b"2"]


@pytest.mark.usefixtures("needed")
def test_a_killed_broker_comes_back_with_its_records() -> None:
    kafka = engines.kafka_broker(private=True)
    assert kafka.server is not None
    assert kafka.url != engines.kafka_broker().url == engines.kafka_broker().url
    producer = Producer(kafka.config)
    producer.produce("t", "before")
    assert producer.flush(20) == 0
    kafka.server.kill()
    kafka.server.start()
    producer.produce("t", "after")
    assert producer.flush(30) == 0
    assert values(kafka, "t") == [b"before", b"after"]
    listening = {c.laddr.ip for c in psutil.Process(kafka.server.pid).net_connections("tcp") if c.status == "LISTEN"}
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}
    kafka.close()


@pytest.mark.usefixtures("needed")
def test_kill_9_of_the_kernel_ends_it_and_another_kernel_has_another(elsewhere: Path) -> None:
    with kernel(elsewhere) as notebook:
        notebook.run("from course import engines; engines.prepare('kafka_broker')")
        url = notebook.run("print(engines.kafka_broker().url)", timeout=240)
        assert url != engines.kafka_broker().url
        assert processes_under(elsewhere)
        psutil.Process(notebook.pid).kill()
        assert within(30, lambda: not processes_under(elsewhere))
    assert not list((elsewhere / "run").glob("kafka_broker-*/"))


@pytest.mark.usefixtures("needed")
def test_a_normal_user_with_a_read_only_home(tmp_path: Path, elsewhere: Path) -> None:
    script = "import os; from course import engines; k = engines.kafka_broker(); print(os.getuid() != 0, k.about.name)"
    done = as_normal_user(script, tmp_path / "home", elsewhere)
    assert (done.stdout, done.stderr) == ("True Apache Kafka\n", "")
    assert within(30, lambda: not processes_under(elsewhere))


def test_one_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from course import engines; k = engines.kafka_broker(); print(k.url, k.server, k.about.how)"
    said = in_another_process(code, COURSE_KAFKA_BROKER_URL="127.0.0.1:9")
    assert said == "127.0.0.1:9 None at COURSE_KAFKA_BROKER_URL"


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "kafka_broker")
    with pytest.raises(engines.EngineUnavailable, match="course install kafka_broker"):
        engines.kafka_broker()
