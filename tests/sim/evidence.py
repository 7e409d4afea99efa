"""What a test of something random asks for: the theory within the interval, and an interval that could exclude it.

Intervals are at 99.9 %, because there are many of them: each test is repeatable by its seed, and a seed that has to be
looked for proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import simpy

from course import sim

LEVEL = 0.999


def agree(measured: sim.Interval, predicted: float, within: float) -> None:
    """The prediction lies in the interval, which is no wider than ± `within` (a part of the mean)."""
    assert measured.precision <= within, measured
    assert predicted in measured, (predicted, measured)


def steady(values: npt.ArrayLike) -> sim.Interval:
    """The interval of one run's values, a tenth of them warm-up."""
    sample = np.asarray(values)
    return sim.batch_means(sample, warm_up=len(sample) // 10, level=LEVEL)


def run(
    arrivals: Iterator[float], service: Callable[[], float], count: int, servers: int = 1, capacity: int | None = None
) -> sim.Station:
    """A station after `count` customers, with a tenth of the time as warm-up."""
    env = simpy.Environment()
    station = sim.Station(env, servers, service, capacity)
    sim.drive(env, arrivals, station.serve, count)
    env.run()
    station.warm_up = env.now / 10
    return station
