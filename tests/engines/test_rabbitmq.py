"""RabbitMQ: a node of one's own, a crash, and nothing left of it, its directory process included."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pika
import psutil
import pytest

from course import engines

from .conftest import in_another_process
from .kernels import as_normal_user, kernel, processes_under
from .test_server import within


@pytest.fixture
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("rabbitmq")


@pytest.mark.usefixtures("needed")
def test_confirms_expiry_dead_letters_and_quorum_queues() -> None:
    rabbit = engines.rabbitmq()
    assert isinstance(rabbit, pika.BlockingConnection)
    assert rabbit.about.name == "RabbitMQ"
    channel = rabbit.channel()
    channel.confirm_delivery()
    channel.queue_declare("majority", durable=True, arguments={"x-queue-type": "quorum"})
    channel.basic_publish("", "majority", b"kept")
    assert channel.basic_get("majority", auto_ack=True)[2] == b"kept"
    with pytest.raises(pika.exceptions.UnroutableError):
        channel.basic_publish("", "nowhere", b"lost", mandatory=True)
    channel.exchange_declare("dead", "fanout")
    channel.queue_declare("letters")
    channel.queue_bind("letters", "dead")
    channel.queue_declare("waiting", arguments={"x-message-ttl": 100, "x-dead-letter-exchange": "dead"})
    channel.basic_publish("", "waiting", b"late")
    found: list[bytes] = []

    def arrived() -> bool:
        _, properties, body = channel.basic_get("letters", auto_ack=True)
        if body is not None:
            found.append(properties.headers["x-death"][0]["reason"])
        return bool(found)

    assert within(10, arrived)
    assert found == ["expired"]
    rabbit.close()


@pytest.mark.usefixtures("needed")
def test_a_killed_broker_comes_back_with_what_is_durable() -> None:
    rabbit = engines.rabbitmq(private=True)
    assert rabbit.server is not None
    url = rabbit.url
    assert url != engines.rabbitmq().url == engines.rabbitmq().url
    channel = rabbit.channel()
    channel.confirm_delivery()
    channel.queue_declare("orders", durable=True)
    # Mnesia logs a declaration and, apart from it, that it counts. Killed in between, the broker forgets the queue. Its
    # log is written every two seconds (disk_log, of Erlang/OTP's kernel).
    time.sleep(3)
    for mode, body in ((1, b"in memory"), (2, b"on disk")):
        channel.basic_publish("", "orders", body, pika.BasicProperties(delivery_mode=mode))
    rabbit.server.kill()
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        channel.basic_publish("", "orders", b"too late")
    rabbit.server.start()
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    assert [channel.basic_get("orders", auto_ack=True)[2] for _ in range(2)] == [b"on disk", None]


@pytest.mark.usefixtures("needed")
def test_another_process_has_another_and_the_password_is_needed() -> None:
    rabbit = engines.rabbitmq()
    assert in_another_process("from course import engines; print(engines.rabbitmq().url)") != rabbit.url
    assert "at COURSE" in in_another_process(
        "from course import engines; print(engines.rabbitmq().about)", COURSE_RABBITMQ_URL=rabbit.url
    )
    wrong = pika.URLParameters(rabbit.url)
    wrong.credentials = pika.PlainCredentials("guest", "guest")
    with pytest.raises(pika.exceptions.ProbableAuthenticationError):
        pika.BlockingConnection(wrong)


@pytest.mark.usefixtures("needed")
def test_kill_9_of_the_kernel_leaves_nothing(elsewhere: Path) -> None:
    with kernel(elsewhere) as notebook:
        notebook.run("from course import engines; engines.prepare('rabbitmq')")
        notebook.run("r = engines.rabbitmq()", timeout=120)
        family = {one for found in processes_under(elsewhere) for one in (found, *found.children(recursive=True))}
        names = {process.name() for process in family}
        assert {"epmd", "beam.smp"} <= names
        listening = {
            connection.laddr.ip
            for process in family
            for connection in process.net_connections("tcp")
            if connection.status == "LISTEN"
        }
        assert listening <= {"127.0.0.1", "::1"}  # epmd adds IPv6's loopback to the address that it is given
        psutil.Process(notebook.pid).kill()
        assert within(30, lambda: not any(process.is_running() for process in family))
    assert not list((elsewhere / "run").glob("rabbitmq-*/"))


@pytest.mark.usefixtures("needed")
def test_a_normal_user_with_a_read_only_home(tmp_path: Path, elsewhere: Path) -> None:
    script = "import os; from course import engines; r = engines.rabbitmq(); print(os.getuid() != 0, r.about.name)"
    done = as_normal_user(script, tmp_path / "home", elsewhere)
    assert (done.stdout, done.stderr) == ("True RabbitMQ\n", "")
    assert within(30, lambda: not processes_under(elsewhere))


def test_one_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_RABBITMQ_URL", "amqp://u:p@127.0.0.1:9/")
    with pytest.raises(engines.EngineFailed, match="127.0.0.1:9 does not answer"):
        engines.rabbitmq()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "rabbitmq")
    with pytest.raises(engines.EngineUnavailable, match="install .*rabbitmq"):
        engines.rabbitmq()
