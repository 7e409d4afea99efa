"""MongoDB's protocol: a shared server, a database of one's own."""

from __future__ import annotations

from collections.abc import Callable

import pymongo
import pytest

from course import engines
from course.engines.mongodb import start as start_mongodb

from .conftest import in_another_process


@pytest.fixture(autouse=True)
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("mongodb")


def test_every_client_has_the_same_database_of_this_process() -> None:
    one, two = engines.mongodb(), engines.mongodb()
    assert isinstance(one, pymongo.MongoClient)
    one.get_default_database().things.insert_one({"_id": 1, "tags": ["a", "b"], "inside": {"n": 7}})
    assert two.get_default_database().things.find_one({"inside.n": 7, "tags": "b"}) == {
        "_id": 1,
        "tags": ["a", "b"],
        "inside": {"n": 7},
    }
    assert one.about.name in ("MongoDB", "FerretDB")
    assert one.about.version != "unknown"
    one.get_default_database().things.drop()


def test_processes_share_the_server_and_not_their_collections() -> None:
    mine = engines.mongodb()
    mine.get_default_database().mine.insert_one({"a": 1})
    code = """
from course import engines
m = engines.mongodb()
print(m.get_default_database().list_collection_names(), *m.address)
"""
    assert in_another_process(code) == f"[] 127.0.0.1 {mine.address[1]}"


def test_what_a_killed_process_left_is_dropped_by_the_next() -> None:
    engines.mongodb()
    code = (
        "import os; from course import engines; d = engines.mongodb().get_default_database(); "
        "d.x.insert_one({}); print(d.name, flush=True); os._exit(9)"
    )
    left = in_another_process(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])")
    assert left in engines.mongodb().list_database_names()
    in_another_process("from course import engines; engines.mongodb()")
    assert left not in engines.mongodb().list_database_names()


def test_a_server_elsewhere_gives_a_database_that_is_dropped_at_the_end() -> None:
    url = start_mongodb().info["url"]
    code = """
from course import engines
m = engines.mongodb()
m.get_default_database().x.insert_one({})
print(m.get_default_database().name, m.about.how)
"""
    name, how = in_another_process(code, COURSE_MONGODB_URL=url).split(" ", 1)
    assert how.endswith("at COURSE_MONGODB_URL")
    assert name not in engines.mongodb().list_database_names()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "mongodb")
    with pytest.raises(engines.EngineUnavailable, match="install mongodb|install .* mongodb"):
        engines.mongodb()
