"""Servers outlive an interrupt, die with their last kernel, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from course.engines import paths
from course.engines import server as servers
from course.engines.errors import EngineFailed
from course.engines.ports import free_port
from course.engines.server import Member, Plan, private, shared

from .kernels import as_normal_user, kernel, processes_under

HTTP = """
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""
SHARED = """
from pathlib import Path
import os
from course.engines.postgres import postgres
pg = postgres()
print(pg.execute("SELECT pg_backend_pid()").fetchone()[0])
"""


def http_plan(directory: Path) -> Plan:
    port = free_port()
    argv = [sys.executable, "-c", HTTP, str(port), str(directory)]
    return Plan([Member("web", argv, ready={"port": port}, timeout=20)], {"port": port})


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "a state folder"))
    # Not cleared: this process's own servers, which tests in other files use, would end with their last holder.
    monkeypatch.setattr(servers, "_shared", {})
    return tmp_path / "a state folder"


def test_a_private_server_starts_dies_and_comes_back(state: Path) -> None:
    server = private("web", http_plan)
    first = server.pid
    assert answers(server.info["port"])
    server.kill()
    assert not server.alive
    assert not answers(server.info["port"])
    server.start()
    assert answers(server.info["port"])
    assert server.pid != first
    server.close()
    assert within(10, lambda: not processes_under(state))
    assert not server.directory.exists()


def test_a_paused_server_answers_again_after_resume(state: Path) -> None:
    server = private("web", http_plan)
    server.pause()
    assert within(5, lambda: psutil.Process(server.pid).status() == psutil.STATUS_STOPPED)
    server.resume()
    assert within(5, lambda: psutil.Process(server.pid).status() != psutil.STATUS_STOPPED)
    server.close()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(state: Path) -> None:
    def broken(directory: Path) -> Plan:
        argv = [sys.executable, "-c", "raise SystemExit('the disk is on fire')"]
        return Plan([Member("web", argv, ready={"port": 1})], {})

    with pytest.raises(EngineFailed, match="the disk is on fire"):
        private("web", broken)
    assert within(5, lambda: not processes_under(state))
    assert not [path for path in (state / "run").iterdir() if path.is_dir()]


def test_a_program_that_is_not_there_is_named(state: Path) -> None:
    with pytest.raises(EngineFailed, match="/no/such/program"):
        private("web", lambda directory: Plan([Member("web", ["/no/such/program"], ready={"port": 1})], {}))


def test_strangers_are_turned_away(state: Path) -> None:
    server = private("web", http_plan)
    port = servers.json.loads((server.directory / "control.json").read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
        stranger.sendall(b"guess\n")
        assert stranger.recv(100) == b""
    assert server.alive
    assert oct((server.directory / "spec.json").stat().st_mode)[-3:] == "600"
    server.close()


def test_a_shared_server_is_one_and_survives_its_first_user(state: Path) -> None:
    first = shared("web", http_plan, linger=0.5)
    servers._shared.clear()  # as another kernel would see it
    second = shared("web", http_plan, linger=0.5)
    assert second.pid == first.pid
    first.close()
    time.sleep(1)
    assert second.alive
    second.close()
    assert within(10, lambda: not processes_under(state))


def test_a_shared_server_that_died_is_replaced(state: Path) -> None:
    first = shared("web", http_plan, linger=0.5)
    pid = first.pid
    os.kill(pid, signal.SIGKILL)
    assert within(5, lambda: not psutil.pid_exists(pid) or not first.alive)
    second = shared("web", http_plan, linger=0.5)
    assert second.alive
    assert second.pid != pid
    first.close()
    second.close()


def test_a_killed_supervisor_is_cleaned_up_after(state: Path) -> None:
    server = private("web", http_plan)
    pid, directory = server.pid, server.directory
    os.kill(psutil.Process(pid).ppid(), signal.SIGKILL)
    assert within(5, lambda: psutil.Process(pid).ppid() == 1 or not psutil.pid_exists(pid))
    servers.sweep()
    assert within(5, lambda: not psutil.pid_exists(pid))
    assert not directory.exists()
    with pytest.raises(EngineFailed, match="Restart the kernel"):
        server.kill()


def test_sweep_leaves_the_living_alone(state: Path) -> None:
    server = private("web", http_plan)
    servers.sweep()
    assert server.alive
    server.close()


def test_interrupting_a_kernel_does_not_stop_its_engines(state: Path) -> None:
    with kernel(state) as one:
        one.run(SHARED)
        one.begin("import time; time.sleep(30)")
        time.sleep(0.5)
        one.manager.interrupt_kernel()
        one.wait_idle()
        assert one.run("print(pg.execute('SELECT 41 + 1').fetchone()[0])") == "42"


def test_killing_the_kernel_stops_its_engines_cleanly(state: Path, tmp_path: Path) -> None:
    with kernel(state) as one:
        log = Path(
            one.run(SHARED + "from course.engines import server as s; print(s._shared['postgres'].log)").split("\n")[-1]
        )
        kept = tmp_path / "kept.log"
        os.link(log, kept)
        os.kill(one.pid, signal.SIGKILL)
        assert within(15, lambda: not processes_under(state))
    assert "database system is shut down" in kept.read_text()
    assert [path.name for path in (state / "run").iterdir() if path.is_dir()] == []


def test_two_kernels_share_a_server_but_not_their_tables(state: Path) -> None:
    with kernel(state) as one, kernel(state) as two:
        for each in (one, two):
            each.run(SHARED)
        one.run("pg.execute('CREATE TABLE mine (x int)')")
        assert two.run("print(pg.execute(\"SELECT to_regclass('mine')\").fetchone()[0])") == "None"
        port = "print(pg.info.port)"
        assert one.run(port) == two.run(port)
        os.kill(one.pid, signal.SIGKILL)
        time.sleep(1)
        assert two.run("print(pg.execute('SELECT 1').fetchone()[0])") == "1"
        # The dead kernel's database goes when the next one makes its own.
        with kernel(state) as three:
            three.run(SHARED)
            count = (
                "print(pg.execute(\"SELECT count(*) FROM pg_database WHERE datname LIKE 'notebook%'\").fetchone()[0])"
            )
            assert three.run(count) == "2"


def test_a_normal_user_with_a_read_only_home_can_run_it(tmp_path: Path) -> None:
    state = tmp_path / "state"
    script = """
import os
from course.engines import postgres
try: open(os.path.expanduser("~/x"), "w")
except PermissionError: print("read-only", os.getuid() != 0, postgres().execute("SELECT 6 * 7").fetchone()[0])
"""
    done = as_normal_user(script, tmp_path / "home", state)
    assert done.stdout.strip() == "read-only True 42", done.stderr
    assert within(15, lambda: not processes_under(state))


def test_where_the_course_cannot_write_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "a file"
    occupied.touch()
    monkeypatch.setenv("COURSE_STATE", str(occupied / "below"))
    with pytest.raises(RuntimeError, match="Set COURSE_STATE"):
        paths.state_dir()
    # A project that cannot be written (a read-only checkout) falls back to the temporary directory.
    monkeypatch.delenv("COURSE_STATE")
    monkeypatch.setattr(paths, "PROJECT", occupied)
    monkeypatch.setattr(paths.tempfile, "gettempdir", lambda: str(tmp_path))
    assert paths.state_dir() == tmp_path / f"course-{os.getuid()}"
