"""How far a simulated mean can be trusted.

Waits of neighbouring customers resemble each other: whoever comes behind a long queue waits long as well. An interval
that takes them as independent is far too narrow. The method of batch means cuts the run into a few long batches, whose
means are nearly independent, and treats those as the sample (Law, Simulation Modeling and Analysis, ch. 9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from course.sim.checks import at_least

FEWEST = 5
SUSPICION = 0.05


@dataclass(frozen=True)
class Interval:
    """A confidence interval for a mean: `mean` ± `half_width`, in the unit of the values, from so many `batches`.

    `correlation`: how much each batch resembles the next, near 0 if they are independent (the von Neumann ratio's
    estimate of the first autocorrelation). `independent` is False when that is more than chance explains, at 5 %: the
    interval is then too narrow, and longer batches are needed (fewer of them, or a longer run).
    """

    mean: float
    half_width: float
    batches: int
    correlation: float
    independent: bool

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + self.half_width

    @property
    def precision(self) -> float:
        """The half width as a part of the mean: 0.02 for ± 2 %."""
        return self.half_width / abs(self.mean) if self.mean else math.inf

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def batch_means(values: npt.ArrayLike, batches: int = 20, warm_up: int = 0, level: float = 0.95) -> Interval:
    """The mean of one long run's values, in order, with a Student t interval at the given `level`.

    `warm_up`: how many values at the start do not count. `batches`: between 10 and 30 are enough for any run, as more
    of them gain little and grow more correlated (Schmeiser, Batch size effects in the analysis of simulation output,
    1982). A remainder that fills no batch is dropped from the start, as if it were warm-up.

    Batches are called correlated by the von Neumann test: their correlation is approximately normal with variance
    (k − 2) / (k² − 1) for k independent batches (Alexopoulos and Seila, Output data analysis, in Banks, Handbook of
    Simulation, 1998). With few batches the test sees only strong correlation: use 100 to look for it (Adam and Klein,
    On coverage probability, independence and normality in batch means algorithms, 1989), 20 for the interval.
    """
    at_least(FEWEST, batches=batches)
    at_least(0, warm_up=warm_up)
    kept = np.asarray(values, float)[warm_up:]
    size = len(kept) // batches
    if size == 0:
        raise ValueError(f"{len(kept)} values do not fill {batches} batches; run longer or take fewer batches")
    return replications(kept[len(kept) - size * batches :].reshape(batches, size).mean(axis=1), level)


def replications(means: npt.ArrayLike, level: float = 0.95) -> Interval:
    """The mean of several runs' results, with a Student t interval. Runs with different seeds are independent, so that
    `independent` should be True; each one's start is part of its result, so cut the warm-up off every one."""
    sample = np.asarray(means, float)
    at_least(FEWEST, results=sample.size)
    if not np.isfinite(sample).all():
        raise ValueError("some values are NaN or infinite; drop or explain them first")
    count, centre = sample.size, float(sample.mean())
    squares = float(((sample - centre) ** 2).sum())
    half = t_quantile(level, count - 1) * math.sqrt(squares / (count - 1) / count)
    correlation = 1 - float((np.diff(sample) ** 2).sum()) / (2 * squares) if squares else 0.0
    limit = NormalDist().inv_cdf(1 - SUSPICION) * math.sqrt((count - 2) / (count**2 - 1))
    return Interval(centre, half, count, correlation, correlation <= limit)


def t_quantile(level: float, freedom: int) -> float:
    """The t with P(−t < T < t) = `level` for Student's distribution with so many degrees of freedom.

    From the finite sums for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4), by bisection.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}; give a number between 0 and 1, as 0.95")
    at_least(1, freedom=freedom)
    low, high = 0.0, math.pi / 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return math.tan(low) * math.sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """P(−t < T < t), with t = √freedom · tan(angle)."""
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= math.cos(angle) ** 2 * power / (power + 1)
    inner = math.sin(angle) * total
    return (angle + inner) * 2 / math.pi if odd else inner
