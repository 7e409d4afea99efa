"""Real systems, one function each: a connected client of the ecosystem's own driver, from a server that runs privately.

    from course import engines
    pg = engines.postgres()

Each handle also has `url` and `about`. An engine is found in this order: `COURSE_<ENGINE>_URL`; a server that came
with the Python packages; a server program on PATH. Otherwise `EngineUnavailable` names the line that installs it.
"""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course.engines.background import prepare
from course.engines.errors import EngineFailed, EngineUnavailable

if TYPE_CHECKING:
    from course.engines.aws import aws
    from course.engines.cassandra import cassandra
    from course.engines.duckdb import duckdb
    from course.engines.edge import nginx, varnish
    from course.engines.etcd import etcd
    from course.engines.kafka import kafka
    from course.engines.kafka_broker import kafka_broker
    from course.engines.mariadb import mariadb
    from course.engines.mongodb import mongodb
    from course.engines.postgres import postgres, postgres_program
    from course.engines.rabbitmq import rabbitmq
    from course.engines.redis import redis
    from course.engines.rocksdb import rocksdb

__all__ = [
    "EngineFailed",
    "EngineUnavailable",
    "aws",
    "cassandra",
    "duckdb",
    "etcd",
    "kafka",
    "kafka_broker",
    "mariadb",
    "mongodb",
    "nginx",
    "postgres",
    "postgres_program",
    "prepare",
    "rabbitmq",
    "redis",
    "rocksdb",
    "varnish",
]

# Ten client libraries take over a second to import: each is imported when its engine is first asked for.
_HOME = {name: name for name in __all__ if name.islower() and name != "prepare"} | {
    "postgres_program": "postgres",
    "nginx": "edge",
    "varnish": "edge",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"course.engines has no {name!r}")
    found = getattr(importlib.import_module(f"course.engines.{_HOME[name]}"), name)
    globals()[name] = found
    return found


class _Engines(ModuleType):
    """`engines.redis` is the function, though Python sets a package's attribute to the module `redis` on its import."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Engines
