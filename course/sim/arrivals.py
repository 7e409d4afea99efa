"""Arrivals: iterators of the gaps between requests, in seconds, and what turns gaps into simulated requests.

Random gaps are drawn in blocks, because one call for a thousand numbers costs little more than one call for one. Two
sources that share a generator therefore take turns in blocks; give each its own (`rng.spawn(2)`) where two runs have
to see the same arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import simpy

from course.sim.checks import at_least, not_negative, positive

BLOCK = 1024
DAY = 86_400.0


def drive(
    env: simpy.Environment,
    arrivals: Iterable[float],
    customer: Callable[[], Generator[simpy.Event, Any, Any]],
    count: int | None = None,
) -> simpy.Process:
    """Start a new `customer()` process after each gap of `arrivals`: `drive(env, poisson(15, rng), station.serve)`.

    `count`: how many customers come. Without it they come as long as there are gaps, and a run of an endless source
    needs an end: `env.run(until=3600)`. The returned process ends with the last arrival.
    """
    if count is not None:
        at_least(1, count=count)

    def source() -> Generator[simpy.Event, Any, None]:
        for gap in islice(arrivals, count):
            yield env.timeout(gap)
            env.process(customer())

    return env.process(source())


def take(arrivals: Iterable[float], count: int) -> np.ndarray:
    """The next `count` gaps as an array of that length, for `fifo_waits`; ValueError if the source ends before."""
    at_least(1, count=count)
    gaps = np.fromiter(islice(arrivals, count), float)
    if len(gaps) < count:
        raise ValueError(f"the source has {len(gaps)} arrivals, not {count}; ask for fewer")
    return gaps


def poisson(rate: float, rng: np.random.Generator) -> Iterator[float]:
    """Gaps of a Poisson process with `rate` arrivals a second: independent and exponential with mean 1 / rate. What
    many users who do not know of each other send."""
    positive(rate=rate)
    return _poisson(rate, rng)


def _poisson(rate: float, rng: np.random.Generator) -> Iterator[float]:
    while True:
        yield from rng.exponential(1 / rate, BLOCK).tolist()


def varying(rate: Callable[[float], float], peak: float, rng: np.random.Generator) -> Iterator[float]:
    """Gaps of a Poisson process whose rate changes: `rate(t)` arrivals a second at t seconds, never above `peak`.

    By thinning: candidates come at the peak rate, and one at time t is kept with probability rate(t) / peak (Lewis and
    Shedler, Simulation of nonhomogeneous Poisson processes by thinning, 1979). A rate outside 0 … peak, met on
    the way, is a ValueError.
    """
    positive(peak=peak)
    return _varying(rate, peak, rng)


def _varying(rate: Callable[[float], float], peak: float, rng: np.random.Generator) -> Iterator[float]:
    now = last = 0.0
    while True:
        for gap, toss in zip(rng.exponential(1 / peak, BLOCK).tolist(), rng.random(BLOCK).tolist(), strict=True):
            now += gap
            height = rate(now)
            if not 0 <= height <= peak:
                raise ValueError(
                    f"the rate at {now:g} s is {height:g}; it has to stay between 0 and the peak, {peak:g}"
                )
            if toss * peak < height:
                yield now - last
                last = now


def diurnal(rate: float, swing: float, rng: np.random.Generator, period: float = DAY) -> Iterator[float]:
    """Gaps of a Poisson process that follows the day: rate · (1 + swing · sin(2πt / period)) arrivals a second.

    `rate` is the mean over a period; `swing` between 0 and 1, as 0.5 for a peak of 1.5 and a trough of 0.5 times the
    mean. The simulation starts at the mean, rising; the peak comes after a quarter of the `period` (seconds).
    """
    positive(rate=rate, period=period)
    if not 0 <= swing <= 1:
        raise ValueError(f"swing is {swing:g}; a rate cannot fall below zero, so give a number between 0 and 1")
    return varying(lambda t: rate * (1 + swing * math.sin(2 * math.pi * t / period)), rate * (1 + swing), rng)


def trace(times: Iterable[float]) -> Iterator[float]:
    """Gaps between recorded arrivals. `times`: seconds since the start of the simulation, in order; ends with the
    last one."""
    stamps = np.asarray(list(times), dtype=float)
    gaps = np.diff(stamps, prepend=0.0)
    if not np.isfinite(stamps).all() or (gaps < 0).any():
        wrong = int(np.argmax(~(np.isfinite(stamps) & (gaps >= 0))))
        raise ValueError(f"times[{wrong}] is {stamps[wrong]:g}; sort the times and count them in seconds from 0")
    return iter(gaps.tolist())


def bursty(quiet: float, burst: float, quiet_for: float, burst_for: float, rng: np.random.Generator) -> Bursty:
    """Gaps of a source that changes between two Poisson rates, `quiet` and `burst` (arrivals a second), each kept for
    an exponential time with mean `quiet_for` and `burst_for` seconds: a two-state Markov-modulated Poisson process.

    The iterator knows its long-run `.rate` and its index of `.dispersion(window)`.
    """
    not_negative(quiet=quiet, burst=burst)
    positive(quiet_for=quiet_for, burst_for=burst_for)
    if quiet == burst == 0:
        raise ValueError("quiet and burst are both 0, so that nothing ever arrives; give one a positive rate")
    return Bursty(quiet, burst, quiet_for, burst_for, rng)


class Bursty(Iterator[float]):
    """What `bursty` returns."""

    def __init__(self, quiet: float, burst: float, quiet_for: float, burst_for: float, rng: np.random.Generator):
        self.states = ((quiet, quiet_for), (burst, burst_for))
        self._gaps = self._endless(rng)

    def __next__(self) -> float:
        return next(self._gaps)

    @property
    def rate(self) -> float:
        """Arrivals a second in the long run."""
        return sum(rate * mean for rate, mean in self.states) / sum(mean for _, mean in self.states)

    def dispersion(self, window: float = math.inf) -> float:
        """The index of dispersion for counts: variance over mean of the number of arrivals in `window` seconds.

        1 for a Poisson process, more for bursts, and growing with the window up to its limit; with the state in
        equilibrium when the window opens (Fischer and Meier-Hellstern, The Markov-modulated Poisson process (MMPP)
        cookbook, Performance Evaluation 1993).
        """
        (first, first_for), (second, second_for) = self.states
        leave, enter = 1 / first_for, 1 / second_for
        change = leave + enter
        limit = 2 * (first - second) ** 2 * leave * enter / (change**2 * (first * enter + second * leave))
        if math.isinf(window):
            return 1 + limit
        positive(window=window)
        return 1 + limit * (1 + math.expm1(-change * window) / (change * window))

    def _endless(self, rng: np.random.Generator) -> Iterator[float]:
        (_, first_for), (_, second_for) = self.states
        state = int(rng.random() * (first_for + second_for) >= first_for)  # in equilibrium from the start
        now = last = 0.0
        while True:
            rate, mean = self.states[state]
            stay = rng.exponential(mean)
            # Given their number, the arrivals of a Poisson process lie independently and uniformly in its time.
            for place in np.sort(rng.uniform(0, stay, rng.poisson(rate * stay))).tolist():
                yield now + place - last
                last = now + place
            now += stay
            state = 1 - state
