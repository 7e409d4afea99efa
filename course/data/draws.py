"""Seeded draws for the data sets' generators, all made from uniform numbers.

NumPy promises that a seeded bit generator and its uniform numbers stay the same; its other distributions may change
with a version. So every distribution here is an inverse transform (Devroye 1986, *Non-Uniform Random Variate
Generation*, ch. 2) of uniforms, and each column has a stream of its own: a column added later changes no other.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def uniforms(seed: int, column: str, n: int) -> Floats:
    """`n` uniform numbers in [0, 1), the same for the same seed and column name ("orders.status")."""
    return np.random.Generator(np.random.PCG64([seed, crc32(column.encode())])).random(n)


def shuffled(seed: int, column: str, n: int) -> Ints:
    """The numbers 0 … n-1 in a random order."""
    return np.argsort(uniforms(seed, column, n), kind="stable").astype(np.int64)


def zipf_weights(n: int, exponent: float, shift: float = 0.0) -> Floats:
    """Shares of `n` ranks that fall as (rank + shift)^-exponent and add up to 1.

    Without a shift Zipf's law (1949); a shift flattens the first ranks (Mandelbrot 1953).
    """
    weights = (np.arange(1, n + 1, dtype=np.float64) + shift) ** -exponent
    return weights / weights.sum()


def pick(u: Floats, weights: Floats) -> Ints:
    """For each uniform number the index that it falls on when [0, 1) is cut into shares of `weights`."""
    edges = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1).astype(np.int64)


def below(u: Floats, n: int) -> Ints:
    """For each uniform number an integer 0 … n-1, all equally likely."""
    return (u * n).astype(np.int64)


def labels(index: Ints, values: list[str]) -> pa.Array:
    """A text column: `values[i]` for each i of `index`."""
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(values)).cast(pa.string())


def money(cents: Ints) -> pa.Array:
    """Whole cents as decimal(10, 2); an Arrow decimal is a 128-bit integer in little-endian order."""
    words = np.stack([cents, cents >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(pa.decimal128(10, 2), len(cents), [None, pa.py_buffer(words.tobytes())])


def moments(start: str, seconds: Floats) -> pa.Array:
    """UTC timestamps, rounded to the millisecond, `seconds` after `start` ("2024-01-01")."""
    at = np.datetime64(start, "us") + np.round(seconds * 1e3).astype(np.int64) * np.timedelta64(1_000, "us")
    return pa.array(at, pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
