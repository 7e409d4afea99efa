"""The cache simulator that policies are compared with, and the traces for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course.sim import popularity

KEYS = 3_000
COUNT = 16_000
SIZE = 100  # W-TinyLFU's window in libcachesim is empty below
NEVER = 2**62


def traces() -> dict[str, NDArray[np.int64]]:
    """Small traces of five kinds, the same in every run."""
    rng = np.random.default_rng(20_260)
    crowd = popularity.zipf(KEYS, 0.9, COUNT, rng)
    return {
        "zipf": crowd,
        "loop": popularity.loop(SIZE + SIZE // 2, COUNT // 2),
        "scan": popularity.interleave(crowd, popularity.scan(KEYS, COUNT // 2)),
        "shifting": popularity.shifting(KEYS, 0.9, COUNT, rng, every=4_000, by=97),
        "mixed": popularity.interleave(
            popularity.zipf(KEYS, 0.9, COUNT // 2, rng),
            popularity.loop(SIZE * 2, COUNT // 4) + KEYS,
            popularity.scan(2 * KEYS, COUNT // 8),
        ),
    }


def hits(policy: str, size: int, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which requests libcachesim's `policy` ("LRU", "Belady", …) hits at `size` objects of one byte each.

    The hash table starts at 2^16 entries, not at its default of 2^24 (128 MiB); object metadata is not counted, which
    is libcachesim's default. Belady wants to know when each key comes next.
    """
    import libcachesim

    cache = getattr(libcachesim, policy)(size, hashpower=16)
    request = libcachesim.Request()
    request.obj_size = 1
    coming: dict[int, int] = {}
    following = [NEVER] * len(keys)
    for at in range(len(keys) - 1, -1, -1):
        key = int(keys[at])
        following[at] = coming.get(key, NEVER)
        coming[key] = at
    found = np.zeros(len(keys), dtype=np.bool_)
    for at, key in enumerate(keys.tolist()):
        request.clock_time, request.obj_id, request.next_access_vtime = at, key, following[at]
        found[at] = cache.get(request)
    return found


def hit_ratio(policy: str, size: int, keys: NDArray[np.int64]) -> float:
    """Share of the requests that hit (`hits`)."""
    return float(hits(policy, size, keys).mean())
