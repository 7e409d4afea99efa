"""DuckDB and RocksDB run inside the kernel; their files are its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from course import engines
from course.engines import paths

from .conftest import PROJECT, in_another_process


def test_duckdb_is_one_database_a_kernel() -> None:
    engines.duckdb().execute("CREATE OR REPLACE TABLE t AS SELECT 42 AS answer")
    assert engines.duckdb().execute("SELECT answer FROM t").fetchall() == [(42,)]
    (_, name, file) = engines.duckdb().execute("PRAGMA database_list").fetchone()
    assert name == "course"
    assert Path(file).parent.parent == paths.run_dir()
    code = "from course import engines; print(engines.duckdb().execute('SHOW TABLES').fetchall())"
    assert in_another_process(code) == "[]"


def test_rocksdb_is_a_new_database_each_time() -> None:
    one, two = engines.rocksdb(), engines.rocksdb()
    one["a"] = 1
    assert one["a"] == 1
    assert "a" not in two
    one.close()
    two.close()


def test_their_folders_go_with_the_process(elsewhere: Path) -> None:
    code = """
from pathlib import Path
from course import engines
engines.duckdb().execute("CREATE TABLE t AS SELECT 1")
rocks = engines.rocksdb()
rocks["a"] = 1
print(Path(rocks.path()).is_dir())
"""
    assert in_another_process(code, COURSE_STATE=str(elsewhere)) == "True"
    assert [entry for entry in (elsewhere / "run").iterdir() if entry.is_dir()] == []


def test_the_folder_of_a_killed_process_is_removed_by_the_next_start(elsewhere: Path) -> None:
    killed = """
import os, signal
from course import engines
rocks = engines.rocksdb()
rocks["a"] = 1
pid = os.fork()
if pid == 0:
    os.kill(os.getppid(), signal.SIGKILL)
    os._exit(0)
signal.pause()
"""
    done = subprocess.run(
        [sys.executable, "-c", killed], cwd=PROJECT, env={"COURSE_STATE": str(elsewhere), "PATH": ""}, check=False
    )
    assert done.returncode == -9
    left = [entry.name for entry in (elsewhere / "run").iterdir() if entry.is_dir()]
    assert len(left) == 1
    in_another_process("from course import engines; engines.rocksdb()", COURSE_STATE=str(elsewhere))
    assert not (elsewhere / "run" / left[0]).exists()
