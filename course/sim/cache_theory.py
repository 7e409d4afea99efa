"""What caches and sketches should do, by formula: Che's approximation, TTL caches, Bloom filters, HyperLogLog,
Space-Saving."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Policy = Literal["LRU", "FIFO", "Random"]


def characteristic_time(rates: Floats, size: int, policy: Policy = "LRU") -> float:
    """How long a key stays cached after its last request (LRU) or its insertion (FIFO, Random), the same for all keys.

    `rates` are the keys' requests a second, and the answer is in seconds; with shares of the requests instead
    (`popularity.zipf_shares`) it is in requests. Requests are independent of each other (Poisson, or the independent
    reference model). The time at which the expected number of cached keys is `size`, found by bisection: Che, Tung and
    Wang 2002, *Hierarchical web caching systems: modeling, design and experimental results*, IEEE JSAC 20(7); for FIFO
    and Random Martina, Garetto and Leonardi 2014, *A unified approach to the performance analysis of caching systems*,
    INFOCOM.

    Raises ValueError unless 1 ≤ size < number of keys with a rate above 0.
    """
    asked = int(np.count_nonzero(rates > 0))
    if not 1 <= size < asked:
        raise ValueError(f"a cache of {size} keys has no characteristic time with {asked} keys asked for")
    low, high = 0.0, 1.0 / float(rates.max())
    while _cached(rates, high, policy).sum() < size:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in (low, high):
        if _cached(rates, middle, policy).sum() < size:
            low = middle
        else:
            high = middle
    return high


def che_hit_ratios(rates: Floats, size: int, policy: Policy = "LRU") -> Floats:
    """Hit ratio, 0 … 1, of each key by Che's approximation: 1 - e^(-λT) for LRU, λT / (1 + λT) for FIFO and Random.

    T is the `characteristic_time`; everything fits when there are no more keys than `size`. FIFO and Random hit equally
    often (Gelenbe 1973, *A unified approach to the evaluation of a class of replacement algorithms*).
    """
    if size >= np.count_nonzero(rates > 0):
        return (rates > 0).astype(np.float64)
    return _cached(rates, characteristic_time(rates, size, policy), policy)


def che_hit_ratio(rates: Floats, size: int, policy: Policy = "LRU") -> float:
    """Hit ratio, 0 … 1, of all requests together by Che's approximation: the keys' ratios weighted with their rates.

    Why it is so good: Fricker, Robert and Roberts 2012, *A versatile and accurate approximation for LRU cache
    performance*, ITC 24.
    """
    return float(rates @ che_hit_ratios(rates, size, policy) / rates.sum())


def _cached(rates: Floats, time: float, policy: Policy) -> Floats:
    """Probability of each key to be cached; to a Poisson arrival it is also the probability of a hit (PASTA)."""
    if policy == "LRU":
        return -np.expm1(-rates * time)
    return rates * time / (1 + rates * time)


def ttl_hit_ratio(rate: float, ttl: float) -> float:
    """Hit ratio, 0 … 1, of a key that expires `ttl` seconds after its insertion: λT / (1 + λT).

    `rate` is the key's Poisson requests a second. Each miss is followed by λT hits on average. For other renewal
    traffic take the mean number of requests within `ttl` after one for λT: Jung, Berger and Balakrishnan 2003,
    *Modeling TTL-based Internet caches*, INFOCOM.
    """
    return rate * ttl / (1 + rate * ttl)


def sliding_ttl_hit_ratio(rate: float, ttl: float) -> float:
    """Hit ratio, 0 … 1, of a key that expires `ttl` seconds after its last request: 1 - e^(-λT).

    `rate` is the key's Poisson requests a second: a hit is a gap of at most `ttl`. A key of an LRU cache in Che's
    approximation, with the characteristic time for a TTL.
    """
    return float(-np.expm1(-rate * ttl))


def bloom_false_positive_rate(bits: int, keys: int, hashes: int) -> float:
    """Share, 0 … 1, of absent keys that a Bloom filter of `bits` bits calls present after `keys` insertions.

    (1 - (1 - 1/m)^(kn))^k (Bloom 1970, *Space/time trade-offs in hash coding with allowable errors*), lowest at
    k = m/n x ln 2. Always a little below the truth, since it takes the bits for independent; it matters for small
    filters only (Christensen, Roginsky and Jimeno 2010, *A new analysis of the false positive rate of a Bloom filter*).
    """
    full = -np.expm1(hashes * keys * np.log1p(-1 / bits))
    return float(full**hashes)


def hyperloglog_standard_error(registers: int) -> float:
    """Relative standard error of HyperLogLog's count with `registers` registers: 1.04 / √m.

    Flajolet, Fusy, Gandouet and Meunier 2007, *HyperLogLog: the analysis of a near-optimal cardinality estimation
    algorithm*, theorem 1. Redis has 16,384 registers: 0.81 %.
    """
    return float(1.04 / np.sqrt(registers))


def space_saving_error(requests: int, counters: int) -> float:
    """Most that a Space-Saving summary with `counters` counters overestimates any key after `requests`: N / k requests.

    So every key asked for more often than that is among the counters: Metwally, Agrawal and El Abbadi 2005, *Efficient
    computation of frequent and top-k elements in data streams*, ICDT.
    """
    return requests / counters
