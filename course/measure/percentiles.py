"""Percentiles of a sample."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def percentiles(values: Iterable[float], points: Iterable[float] = (50, 95, 99)) -> tuple[float, ...]:
    """The given percentiles (0 to 100) of `values`, in their unit, with linear interpolation between neighbours
    (Hyndman & Fan 1996, definition 7: numpy's and R's default).

    Raises ValueError for an empty sample, a NaN in it, or a point outside 0 … 100.
    """
    sample = np.asarray(list(values), dtype=float)
    wanted = [float(point) for point in points]
    if sample.size == 0:
        raise ValueError("percentiles of nothing: the sample is empty; measure at least one value")
    if np.isnan(sample).any():
        raise ValueError(f"{int(np.isnan(sample).sum())} of {sample.size} values are NaN; drop or explain them first")
    outside = [point for point in wanted if not 0 <= point <= 100]
    if outside:
        raise ValueError(f"a percentile lies between 0 and 100, not {outside[0]:g}")
    return tuple(float(value) for value in np.percentile(sample, wanted))


def percentile(values: Iterable[float], point: float) -> float:
    """The `point`-th percentile (0 to 100) of `values`: `percentile(latencies, 99)`. See `percentiles`."""
    return percentiles(values, (point,))[0]
