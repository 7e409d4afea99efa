"""Start servers while the notebook does something else."""

from __future__ import annotations

import contextlib
import importlib
import os
import threading

from course.engines.catalogue import engine
from course.engines.errors import EngineFailed, EngineUnavailable

SLOW = ("aws", "cassandra", "kafka_broker", "mariadb", "mongodb", "rabbitmq")


def prepare(*names: str) -> None:
    """Begin to start the servers `names` (aws, cassandra, kafka_broker, mariadb, mongodb, rabbitmq) and return at once.

    The first use of an engine then waits only for what is left. An engine that is missing or fails says so when it is
    used, not here; for one that runs elsewhere (`COURSE_RABBITMQ_URL` and the like) there is nothing to do. Raises
    ValueError for a name that is not among these.
    """
    unknown = [name for name in names if name not in SLOW]
    if unknown:
        raise ValueError(f"prepare knows {', '.join(SLOW)}, not {', '.join(unknown)}")
    for name in names:
        if os.environ.get(engine(name).variable):
            continue
        threading.Thread(target=_start, args=(name,), name=f"prepare {name}", daemon=True).start()


def _start(name: str) -> None:
    module = importlib.import_module(f"course.engines.{name}")
    with contextlib.suppress(EngineUnavailable, EngineFailed):
        module.start()
