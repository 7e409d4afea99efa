"""Ports that nobody else has, and nobody else gets."""

from __future__ import annotations

import socket

import pytest

from course.engines import ports

from .conftest import in_another_process


def test_ports_that_are_taken_are_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_FIRST", port)
        monkeypatch.setattr(ports, "_LAST", port + 20)
        assert port not in ports.free_ports(3)
        monkeypatch.setattr(ports, "_LAST", port)
        with pytest.raises(RuntimeError, match="No 1 free ports"):
            ports.free_port()


def test_a_port_that_was_given_away_is_given_to_nobody_else_before_its_server_runs() -> None:
    given = ports.free_port()
    others = (
        "from course.engines import ports\n"
        f"ports._FIRST = ports._LAST = {given}\n"
        "try: print(ports.free_port())\n"
        "except RuntimeError as error: print(error)"
    )
    assert "No 1 free ports" in in_another_process(others)
    socket.create_server(("127.0.0.1", given)).close()  # its own server may have it


def test_marks_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_marks", ports.deque(maxlen=2))
    first, *_ = ports.free_ports(3)
    assert len(ports._marks) == 2
    with socket.socket(type=socket.SOCK_DGRAM) as again:
        again.bind(("127.0.0.1", first))
