"""Service times: each one a callable that gives the next one in seconds, and knows its mean and its variability.

`.scv` is the squared coefficient of variation, variance / mean²: 0 for deterministic, 1 for exponential. Together with
the mean it decides what a queue's mean wait is (`mg1`). Times are drawn in blocks, as in `arrivals`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from course.sim.checks import at_least, positive

BLOCK = 1024


class Service:
    """A distribution of service times. `service()` is the next one; `mean` in seconds."""

    def __init__(self, mean: float, scv: float, draw: Callable[[int], np.ndarray]):
        self.mean = mean
        self.scv = scv
        self._draw = draw
        self._values = self._endless()

    def __call__(self) -> float:
        return next(self._values)

    def draw(self, count: int) -> np.ndarray:
        """`count` service times at once, an array of that length, in seconds."""
        at_least(1, count=count)
        return self._draw(count)

    def _endless(self) -> Iterator[float]:
        while True:
            yield from self._draw(BLOCK).tolist()


def exponential(mean: float, rng: np.random.Generator) -> Service:
    """Exponential service: the time still to go does not depend on the time spent. scv 1."""
    positive(mean=mean)
    return Service(mean, 1.0, lambda count: rng.exponential(mean, count))


def deterministic(mean: float) -> Service:
    """Every service takes `mean` seconds. scv 0."""
    positive(mean=mean)
    return Service(mean, 0.0, lambda count: np.full(count, float(mean)))


def lognormal(mean: float, cv: float, rng: np.random.Generator) -> Service:
    """Lognormal service with the given mean (seconds) and coefficient of variation (standard deviation / mean).

    The logarithm is normal with variance σ² = ln(1 + cv²) and mean ln(mean) − σ²/2.
    """
    positive(mean=mean, cv=cv)
    variance = math.log1p(cv**2)
    centre, sigma = math.log(mean) - variance / 2, math.sqrt(variance)
    return Service(mean, cv**2, lambda count: rng.lognormal(centre, sigma, count))


def hyperexponential(mean: float, cv: float, rng: np.random.Generator) -> Service:
    """Two kinds of requests, each exponential: many fast ones and few slow ones, with `cv` of at least 1.

    Of all two-phase mixtures with this mean and cv the one with balanced means, where both kinds bring the same load
    (Whitt, Approximating a point process by a renewal process I, Operations Research 1982):
    p = (1 + √((cv² − 1) / (cv² + 1))) / 2, phase means mean / 2p and mean / 2(1 − p).
    """
    positive(mean=mean)
    if not 1 <= cv < math.inf:
        raise ValueError(f"cv is {cv:g}; a mixture of exponentials has at least 1. Use lognormal() for less")
    fast = (1 + math.sqrt((cv**2 - 1) / (cv**2 + 1))) / 2

    def draw(count: int) -> np.ndarray:
        means = np.where(rng.random(count) < fast, mean / (2 * fast), mean / (2 * (1 - fast)))
        return means * rng.standard_exponential(count)

    return Service(mean, cv**2, draw)


def pareto(mean: float, shape: float, spread: float, rng: np.random.Generator) -> Service:
    """Bounded Pareto service: a power-law tail with exponent `shape` that ends at `spread` times the shortest service.

    File and job sizes look like this, with a shape near 1 (Harchol-Balter, Performance Modeling and Design of Computer
    Systems, 2013, ch. 20, the Bounded Pareto distribution). The shortest service follows from `mean`, in seconds.
    """
    positive(mean=mean, shape=shape)
    if not 1 < spread < math.inf:
        raise ValueError(f"spread is {spread:g}; it is the longest service over the shortest, so give more than 1")
    first, second = (_moment(power, shape, spread) for power in (1, 2))
    low, cut = mean / first, -math.expm1(-shape * math.log(spread))  # cut: 1 − spread^(−shape)
    return Service(mean, second / first**2 - 1, lambda count: low * (1 - rng.random(count) * cut) ** (-1 / shape))


def _moment(power: int, shape: float, spread: float) -> float:
    """E[Xᵏ] of a Pareto variable between 1 and `spread`."""
    cut = -math.expm1(-shape * math.log(spread))
    away = power - shape
    area = math.log(spread) if away == 0 else math.expm1(away * math.log(spread)) / away
    return shape * area / cut
