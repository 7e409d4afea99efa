"""Two traces: a day of HTTP requests, and accesses to the keys of a cache. See the data card."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from course.data.draws import below, labels, moments, pick, shuffled, uniforms, zipf_weights

SEED = 20240503
SIZES = {"requests": 200_000, "accesses": 500_000, "keys": 20_000}
SAMPLE = {"requests": 2_000, "accesses": 3_000, "keys": 500}
ROWS = {"requests": "requests", "keys": "accesses"}

TABLES = {
    "requests": """
        id bigint NOT NULL, at timestamptz NOT NULL, client_id integer NOT NULL, endpoint text NOT NULL,
        status smallint NOT NULL, bytes integer NOT NULL""",
    "keys": "id bigint NOT NULL, key integer NOT NULL, op text NOT NULL, bytes integer NOT NULL",
}
KEYS = {"requests": "id", "keys": "id"}
INDEXES = [("requests", "at"), ("keys", "key")]

CLIENTS = 1_000
DAY = 86_400  # seconds
BURSTS = 6  # of a day
BURST_SECONDS = 120
BURST_FACTOR = 8.0  # times the ordinary rate
ENDPOINTS = ["GET /feed", "GET /products/{id}", "GET /search", "POST /cart", "POST /orders", "GET /health"]
ENDPOINT_SHARES = np.array([0.38, 0.30, 0.15, 0.10, 0.05, 0.02])
TYPICAL_BYTES = np.array([18_000, 6_000, 9_000, 400, 700, 20])
STATUSES = [200, 304, 404, 429, 500, 503]
STATUS_SHARES = np.array([0.93, 0.04, 0.015, 0.006, 0.006, 0.003])
PHASES = 5  # parts of the key trace, each with its own favourites
SHIFT = 100  # the most popular keys that change places from phase to phase
KEY_EXPONENT = 0.99  # the default of YCSB (Cooper et al. 2010, "Benchmarking cloud serving systems with YCSB")


def rate(seed: int = SEED) -> np.ndarray:
    """Relative request rate in each second of the day (86,400 numbers, mean 1): a daily wave and a few bursts."""
    second = np.arange(DAY)
    wave = 1.0 - 0.8 * np.cos(2 * np.pi * (second - 4 * 3_600) / DAY)  # quietest at 04:00, busiest at 16:00
    for start in below(uniforms(seed, "requests.bursts", BURSTS), DAY - BURST_SECONDS):
        wave[start : start + BURST_SECONDS] *= BURST_FACTOR
    return wave / wave.mean()


def generate(requests: int, accesses: int, keys: int, seed: int = SEED) -> dict[str, pa.Table]:
    """Both traces for the given numbers of rows and of different keys; the same arguments give the same values."""
    return {"requests": _requests(requests, seed), "keys": _keys(accesses, keys, seed)}


def _requests(n: int, seed: int) -> pa.Table:
    # a Poisson process with a varying rate, given that n arrivals fall into the day, is n independent draws from the
    # normalised rate (Lewis & Shedler 1979); within its second an arrival is uniform
    second = pick(uniforms(seed, "requests.second", n), rate(seed))
    at = np.sort(second + uniforms(seed, "requests.at", n))
    endpoint = pick(uniforms(seed, "requests.endpoint", n), ENDPOINT_SHARES)
    status = pick(uniforms(seed, "requests.status", n), STATUS_SHARES)
    # sizes spread log-uniformly from a third to three times what is typical of the endpoint; an error is a short page
    size = TYPICAL_BYTES[endpoint] * 9.0 ** (uniforms(seed, "requests.bytes", n) - 0.5)
    size = np.where(status == 0, size, np.where(status == 1, 0, 150))
    return pa.table({
        "id": pa.array(np.arange(1, n + 1), pa.int64()),
        "at": moments("2024-05-06", at),
        "client_id": pa.array(1 + pick(uniforms(seed, "requests.client", n), zipf_weights(CLIENTS, 0.9)), pa.int32()),
        "endpoint": labels(endpoint, ENDPOINTS),
        "status": pa.array(np.array(STATUSES)[status], pa.int16()),
        "bytes": pa.array(np.round(size), pa.int32()),
    })  # fmt: skip


def _keys(n: int, keys: int, seed: int) -> pa.Table:
    rank = pick(uniforms(seed, "keys.rank", n), zipf_weights(keys, KEY_EXPONENT))
    phase = np.arange(n) * PHASES // max(n, 1)
    key_of = np.stack([shuffled(seed, "keys.key", keys)] * PHASES)  # key_of[phase, rank]
    for p in range(1, PHASES):  # the favourites change places with keys from anywhere
        key_of[p] = key_of[p - 1]
        top = np.arange(min(SHIFT, keys))
        other = below(uniforms(seed, f"keys.shift{p}", len(top)), keys)
        for a, b in zip(top, other, strict=True):
            key_of[p, [a, b]] = key_of[p, [b, a]]
    key = key_of[phase, rank]
    size = 64 * 2 ** below(uniforms(seed, "keys.bytes", keys), 8)  # of the value: 64 B to 8 KiB, fixed for each key
    return pa.table({
        "id": pa.array(np.arange(1, n + 1), pa.int64()),
        "key": pa.array(key + 1, pa.int32()),
        "op": labels((uniforms(seed, "keys.op", n) < 0.05).astype(np.int64), ["get", "set"]),
        "bytes": pa.array(size[key], pa.int32()),
    })  # fmt: skip
