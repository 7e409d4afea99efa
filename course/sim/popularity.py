"""Which keys are asked for: request traces as arrays of integer keys, one entry a request.

Every random trace is an inverse transform of uniform numbers: NumPy keeps a seeded bit generator's uniforms the same
from version to version, its other distributions may change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]


def zipf_shares(n: int, s: float) -> NDArray[np.float64]:
    """Shares of the requests of ranks 1 … `n`: proportional to rank^-s, adding up to 1 (Zipf 1949).

    `s` = 0 is uniform. Requests for web pages follow it with an exponent that varies from trace to trace (Breslau et
    al. 1999, *Web caching and Zipf-like distributions: evidence and implications*, INFOCOM).

    Raises ValueError unless n ≥ 1 and s ≥ 0.
    """
    if n < 1 or s < 0:
        raise ValueError(f"zipf needs at least one key and an exponent of at least 0, not n={n}, s={s}")
    weights = np.arange(1, n + 1, dtype=np.float64) ** -s
    return weights / weights.sum()


def zipf(n: int, s: float, count: int, rng: np.random.Generator) -> Keys:
    """`count` independent requests for keys 0 … n-1, key k with the share of rank k + 1 (`zipf_shares`).

    The finite Zipf distribution, drawn exactly; `numpy.random.zipf` has no upper end and needs s > 1.
    """
    edges = np.cumsum(zipf_shares(n, s))
    # Rounding can leave the last edge below 1, and a draw above it.
    return np.minimum(np.searchsorted(edges, rng.random(count), side="right"), n - 1).astype(np.int64)


def hot_spot(n: int, share_of_keys: float, share_of_requests: float, count: int, rng: np.random.Generator) -> Keys:
    """`count` independent requests for keys 0 … n-1: the first `share_of_keys` of them get `share_of_requests`.

    Uniform inside the hot set and outside of it, as YCSB's hotspot generator. The hot set has at least one key, and
    so has the rest.

    Raises ValueError unless n ≥ 2 and both shares are between 0 and 1.
    """
    if n < 2 or not (0 < share_of_keys < 1 and 0 <= share_of_requests <= 1):
        raise ValueError(f"hot_spot needs n >= 2 and shares within 0..1, not {n}, {share_of_keys}, {share_of_requests}")
    hot = min(max(round(n * share_of_keys), 1), n - 1)
    is_hot = rng.random(count) < share_of_requests
    u = rng.random(count)
    return np.where(is_hot, (u * hot).astype(np.int64), hot + (u * (n - hot)).astype(np.int64))


def scan(n: int, count: int) -> Keys:
    """`count` keys n, n + 1, …, each once: a table scan or a crawler beside traffic over keys 0 … n-1.

    No key comes back, so every hit that a scan costs the other traffic is one that the cache gave away.
    """
    return np.arange(n, n + count, dtype=np.int64)


def loop(n: int, count: int) -> Keys:
    """`count` requests 0, 1, …, n-1, 0, 1, …: a job that reads the same `n` keys again and again.

    With a cache of fewer than n keys LRU and FIFO never hit.
    """
    return np.arange(count, dtype=np.int64) % n


def shifting(n: int, s: float, count: int, rng: np.random.Generator, *, every: int, by: int) -> Keys:
    """Zipf requests (`zipf`) whose ranking moves on by `by` keys after each `every` requests.

    The key of rank 1 is 0, then `by`, then 2 x `by`, … modulo n; what was on top falls to the end. A small step often
    is a drift (news), a wide one seldom a change of shift (day and night).
    """
    moved = np.arange(count, dtype=np.int64) // every * by
    return (zipf(n, s, count, rng) + moved) % n


def interleave(*traces: Keys) -> Keys:
    """All requests of `traces` in one, each trace in its own order and spread evenly over the whole.

    A scan through Zipf traffic: `interleave(zipf(n, 0.9, 90_000, rng), scan(n, 10_000))`.
    """
    # Request i of m happens at (i + 1/2) / m of the time; a stable sort settles ties in the order of the traces.
    when = np.concatenate([(np.arange(len(trace)) + 0.5) / len(trace) for trace in traces])
    return np.concatenate(traces)[np.argsort(when, kind="stable")]
