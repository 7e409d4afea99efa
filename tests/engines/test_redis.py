"""Valkey: one private server a kernel, nothing on disk, settings on demand."""

from __future__ import annotations

import pytest
import redis as client

from course import engines

from .conftest import in_another_process
from .test_server import within


def test_every_call_is_a_client_of_the_same_private_server() -> None:
    one, two = engines.redis(), engines.redis()
    one.set("greeting", "hello")
    assert isinstance(one, client.Redis)
    assert two.get("greeting") == "hello"
    assert client.Redis.from_url(one.url).get("greeting") == b"hello"
    assert one.about.name == "Valkey"
    assert one.about.version.startswith("9.")
    assert one.server is not None and two.server is not None
    assert one.server.pid == two.server.pid


def test_another_process_has_another_server() -> None:
    mine = engines.redis()
    mine.set("mine", "1")
    code = "from course import engines; r = engines.redis(); print(r.get('mine'), r.info('server')['process_id'])"
    value, pid = in_another_process(code).split()
    assert value == "None"
    assert int(pid) != mine.server.pid


def test_the_password_is_needed() -> None:
    port = engines.redis().connection_pool.connection_kwargs["port"]
    with pytest.raises(client.exceptions.AuthenticationError):
        client.Redis(port=port).ping()


def test_it_listens_on_loopback_and_keeps_nothing_on_disk() -> None:
    r = engines.redis(settings={"appendfsync": "no"})
    r.set("a", "1")
    assert r.config_get("bind")["bind"] == "127.0.0.1"
    assert r.server is not None
    r.server.stop()
    assert list(r.server.data.iterdir()) == []


def test_settings_make_one_more_server() -> None:
    engines.redis().set("only here", "1")
    own = engines.redis(settings={"maxmemory": "10mb", "maxmemory-policy": "allkeys-lfu", "save": "60 1000"})
    assert own.get("only here") is None
    assert own.config_get("maxmemory")["maxmemory"] == str(10 * 2**20)
    assert own.config_get("save")["save"] == "60 1000"
    directory = own.server.directory
    own.server.close()
    assert within(10, lambda: not directory.exists())


def test_a_killed_server_comes_back_empty() -> None:
    r = engines.redis()
    r.set("lost", "1")
    r.server.kill()
    with pytest.raises(client.exceptions.ConnectionError):
        r.ping()
    assert engines.redis().get("lost") is None
    assert r.ping()


def test_a_server_that_comes_back_has_loaded_its_file() -> None:
    # A load that takes a second, in which it accepts connections and answers commands with an error.
    slow = {"key-load-delay": "2000", "loading-process-events-interval-bytes": "1024"}
    r = engines.redis(settings={"appendonly": "yes", **slow})
    assert r.server
    r.mset({f"key {number}": "x" * 100 for number in range(500)})
    r.bgrewriteaof()
    assert within(20, lambda: not r.info("persistence")["aof_rewrite_in_progress"])
    r.server.kill()
    r.server.start()
    assert r.dbsize() == 500
    r.server.close()


def test_a_server_elsewhere_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    other = engines.redis(settings={"maxmemory": "20mb"})
    other.set("there", "1")
    monkeypatch.setenv("COURSE_REDIS_URL", other.url)
    r = engines.redis()
    assert r.get("there") == "1"
    assert r.server is None
    assert "COURSE_REDIS_URL" in str(r.about)
