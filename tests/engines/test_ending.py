"""What happens to the engines of a kernel that is interrupted or killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from .kernels import as_normal_user, kernel, processes_under
from .test_server import within

START = """
from course import engines
r, aws, etcd = engines.redis(), engines.aws(), engines.etcd(nodes=3)
duck, rocks = engines.duckdb(), engines.rocksdb()
r.set("a", "1")
duck.execute("CREATE TABLE t AS SELECT 1 AS a")
rocks["a"] = 1
print("started")
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "a state folder"


def family(state: Path) -> set[psutil.Process]:
    """The supervisors under `state` and everything they started (Valkey renames itself: its path does not show)."""
    return {one for found in processes_under(state) for one in (found, *found.children(recursive=True))}


def ended(processes: set[psutil.Process]) -> bool:
    return not any(process.is_running() for process in processes)


def test_an_interrupt_leaves_every_engine_running(state: Path) -> None:
    with kernel(state) as notebook:
        assert notebook.run(START) == "started"
        before = family(state)
        busy = state / "busy"  # an interrupt that comes before the cell has begun is ignored
        notebook.begin(f"import time; open({str(busy)!r}, 'w').close(); time.sleep(60)")
        assert within(20, busy.exists)
        os.killpg(notebook.pid, signal.SIGINT)
        notebook.wait_idle()
        assert family(state) == before
        assert notebook.run("etcd.nodes['n2'].put('k', 'v'); print(r.get('a'), etcd.nodes['n1'].get('k'))") == "1 v"
    assert within(15, lambda: not processes_under(state))


def test_a_normal_user_with_a_read_only_home_can_run_them(tmp_path: Path, state: Path) -> None:
    script = START + "import os; print(os.getuid() != 0)\nfor name in ('mariadb', 'mongodb'):"
    script += "\n    if engines.catalogue.engine(name).find(): getattr(engines, name)()"
    done = as_normal_user(script, tmp_path / "home", state)
    assert (done.stdout.split()[:2], done.stderr) == (["started", "True"], "")
    assert within(20, lambda: not processes_under(state))


def test_kill_9_ends_every_engine_and_leaves_no_folder(state: Path) -> None:
    with kernel(state) as notebook:
        assert notebook.run(START) == "started"
        processes = family(state)
        assert len(processes) == 3 + 1 + 1 + 4  # supervisors; Valkey; moto; three nodes and their network
        psutil.Process(notebook.pid).kill()
        assert within(20, lambda: ended(processes))
    left = [entry.name.partition("-")[0] for entry in (state / "run").iterdir() if entry.is_dir()]
    # What ran inside the kernel has no supervisor: the next start of any engine removes it.
    assert set(left) <= {"duckdb", "rocksdb"}
    with kernel(state) as notebook:
        notebook.run("from course import engines; engines.redis()")
        dirs = [entry.name.partition("-")[0] for entry in (state / "run").iterdir() if entry.is_dir()]
        assert dirs == ["redis"]
    assert within(15, lambda: not processes_under(state))
