"""What a cache policy is, and how often it hits."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Cache(Protocol):
    """A cache of a fixed number of keys; one method is all that a policy needs to be measured here."""

    def get(self, key: Hashable) -> bool:
        """Ask for `key`: True when it was cached. After a miss the policy stores it, and decides what goes."""
        ...


def hits(cache: Cache, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each request of `keys`, in order, whether it hit. The cache keeps what it has learned."""
    return np.fromiter(map(cache.get, keys.tolist()), dtype=np.bool_, count=len(keys))


def hit_ratio(cache: Cache, keys: NDArray[np.int64]) -> float:
    """Share of the requests of `keys` that hit, 0 … 1.

    The cache keeps what it has learned: a first call warms it up, a second one measures it warm.

    Raises ValueError without a request.
    """
    return sum(map(cache.get, keys.tolist())) / some(keys)


def at_least_one(size: int) -> int:
    """The `size` of a cache in keys, checked: ValueError below one."""
    if size < 1:
        raise ValueError(f"a cache holds at least one key, not {size}")
    return size


def some(keys: NDArray[np.int64]) -> int:
    """The number of requests in `keys`, checked: ValueError for none, which have no ratio."""
    if not len(keys):
        raise ValueError("a hit ratio needs at least one request")
    return len(keys)
