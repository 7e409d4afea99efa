"""Servers that start while the notebook does something else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from course import engines

from .test_server import within


def starting() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("prepare ")]


def test_it_returns_while_the_server_starts(require_engine: Callable[[str], None]) -> None:
    require_engine("mariadb")
    engines.prepare("mariadb")
    assert engines.mariadb().about.name == "MariaDB"
    assert within(10, lambda: not starting())


def test_a_missing_engine_says_so_only_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "cassandra")
    engines.prepare("cassandra")
    assert within(10, lambda: not starting())
    with pytest.raises(engines.EngineUnavailable):
        engines.cassandra()


def test_names_that_need_no_preparation_are_refused() -> None:
    with pytest.raises(ValueError, match="prepare knows .*, mariadb, mongodb, rabbitmq, not redis"):
        engines.prepare("redis", "mariadb")
    assert starting() == []


def test_what_runs_elsewhere_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_AWS_URL", "http://127.0.0.1:9")
    engines.prepare("aws")
    assert starting() == []
