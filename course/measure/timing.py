"""Comparing running times so that a busy machine does not decide the result."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

RESAMPLES = 4000


@dataclass(frozen=True)
class Ratio:
    """How many times one median time is another: `value`, with the 95 % bootstrap interval `low` … `high`."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Timings(Mapping[str, list[float]]):
    """Seconds of each round by name."""

    seconds: dict[str, list[float]]

    def __getitem__(self, name: str) -> list[float]:
        if name not in self.seconds:
            raise KeyError(f"{name!r} was not timed; timed are {', '.join(map(repr, self.seconds))}")
        return self.seconds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.seconds)

    def __len__(self) -> int:
        return len(self.seconds)

    def median(self, name: str) -> float:
        """The median round of `name`, in seconds."""
        return float(np.median(self[name]))

    def ratio(self, slower: str, faster: str) -> Ratio:
        """median(slower) / median(faster), with a 95 % percentile-bootstrap interval (Efron & Tibshirani 1993, ch. 13).

        Rounds are resampled in pairs, because both sides of a round met the same moment of the machine.
        """
        over, under = np.asarray(self[slower]), np.asarray(self[faster])
        if under.min() <= 0:
            raise ValueError(f"{faster!r} ran faster than the clock ticks; do more work in each call")
        draws = np.random.default_rng(1).integers(0, len(over), (RESAMPLES, len(over)))
        ratios = np.median(over[draws], axis=1) / np.median(under[draws], axis=1)
        low, high = np.percentile(ratios, (2.5, 97.5))
        return Ratio(float(np.median(over) / np.median(under)), float(low), float(high))


def interleave(functions: Mapping[str, Callable[[], object]], rounds: int = 7) -> Timings:
    """Time each function once per round, in seconds, after one round that does not count.

    Rounds alternate between the given order and its reverse, so that a slow moment of the machine, a warming cache or
    the place in the round favours nobody; the garbage collector is off while the clock runs.
    """
    if not functions or not all(callable(function) for function in functions.values()):
        raise TypeError('interleave() needs functions by name: interleave({"index": lambda: …, "scan": lambda: …})')
    if rounds < 3:
        raise ValueError(f"{rounds} rounds say nothing about noise; use at least 3")
    for function in functions.values():
        function()
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    names = list(functions)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(rounds):
            for name in names if turn % 2 == 0 else reversed(names):
                start = time.perf_counter()
                functions[name]()
                seconds[name].append(time.perf_counter() - start)
    finally:
        if collecting:
            gc.enable()
    return Timings(seconds)
