"""Requests a second of each cache policy beside the plainest LRU loop and beside libcachesim, a simulator in C."""

from __future__ import annotations

import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course.sim import caches, popularity
from course.sim.caches import Cache

if TYPE_CHECKING:
    import libcachesim

KEYS, EXPONENT, SIZE, REQUESTS = 100_000, 0.9, 1_000, 200_000
POLICIES: dict[str, Callable[[int], Cache]] = {
    "FIFO": caches.FIFO,
    "LRU": caches.LRU,
    "LFU": caches.LFU,
    "Random": lambda size: caches.Random(size, np.random.default_rng(1)),
    "Sieve": caches.Sieve,
    "S3FIFO": caches.S3FIFO,
    "ARC": caches.ARC,
    "WTinyLFU": caches.WTinyLFU,
}
# libcachesim's trace format "oracleGeneral": when, key, bytes, next request for the key.
RECORD = np.dtype([("time", "<u4"), ("key", "<u8"), ("size", "<u4"), ("next", "<i8")])


def requests_a_second(rounds: int) -> dict[str, dict[str, list[float]]]:
    """Requests a second, one value a round, by policy and by who simulates it, all on the same Zipf trace in turn.

    "course": `hit_ratio`. "libcachesim": one call from Python for each request. "in C": libcachesim reads the trace
    from a file by itself.
    """
    import libcachesim  # here, because Windows has none, and the other benchmarks do without

    keys = popularity.zipf(KEYS, EXPONENT, REQUESTS, np.random.default_rng(1))
    found: dict[str, dict[str, list[float]]] = {"plain loop": {"course": []}}
    found |= {name: {"course": [], "libcachesim": [], "in C": []} for name in POLICIES}
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        reader = _reader(keys, Path(folder) / "trace.oracleGeneral")
        for _ in range(rounds):
            found["plain loop"]["course"].append(_rate(lambda: _plain_lru(keys)))
            for name, make in POLICIES.items():
                rates, reference = found[name], getattr(libcachesim, name)
                rates["course"].append(_rate(lambda make=make: caches.hit_ratio(make(SIZE), keys)))
                rates["libcachesim"].append(_rate(lambda new=reference: _call_each(new(SIZE, hashpower=16), keys)))
                rates["in C"].append(_rate(lambda new=reference: new(SIZE, hashpower=16).process_trace(reader)))
    return found


def _plain_lru(keys: np.ndarray) -> int:
    """LRU without a class and without a call for each request."""
    queue: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for key in keys.tolist():
        if key in queue:
            queue.move_to_end(key)
            hits += 1
        else:
            if len(queue) >= SIZE:
                queue.popitem(last=False)
            queue[key] = None
    return hits


def _call_each(cache: libcachesim.CacheBase, keys: np.ndarray) -> int:
    import libcachesim

    request = libcachesim.Request()
    request.obj_size = 1
    hits = 0
    for key in keys.tolist():
        request.obj_id = key
        hits += cache.get(request)
    return hits


def _reader(keys: np.ndarray, path: Path) -> libcachesim.TraceReader:
    import libcachesim

    records = np.zeros(len(keys), RECORD)
    records["time"], records["key"], records["size"], records["next"] = np.arange(len(keys)), keys, 1, -1
    records.tofile(path)
    return libcachesim.TraceReader(str(path), libcachesim.TraceType.ORACLE_GENERAL_TRACE)


def _rate(simulate: Callable[[], object]) -> float:
    began = time.perf_counter()
    simulate()
    return REQUESTS / (time.perf_counter() - began)
