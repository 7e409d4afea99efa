"""A `Station` beside the SimPy loop that a reader would write, and both beside the array operations of `lindley`.

All three run the same M/M/1 queue and give the waits of its customers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from typing import Any

import numpy as np
import simpy

from course import sim
from course.measure import Timings, interleave

CUSTOMERS = 20_000
RATE, SERVICE = 8.0, 0.1


def times(rounds: int) -> Timings:
    """Seconds that each way takes for CUSTOMERS customers, interleaved in the same rounds."""
    return interleave(
        {
            "bare SimPy loop": lambda: bare_loop()[1](),
            "Station": lambda: station()[1](),
            "Lindley's recursion": lindley,
        },
        rounds,
    )


def events(build: Callable[[], tuple[simpy.Environment, Callable[[], np.ndarray]]]) -> int:
    """How many events SimPy processes in one run."""
    env, _ = build()
    count = 0
    while env.peek() < math.inf:
        env.step()
        count += 1
    return count


def station() -> tuple[simpy.Environment, Callable[[], np.ndarray]]:
    """The queue as lessons build it: its environment, and what runs it and gives the waits."""
    gaps, services = _sources()
    env = simpy.Environment()
    server = sim.Station(env, servers=1, service=services)
    sim.drive(env, gaps, server.serve, count=CUSTOMERS)

    def run() -> np.ndarray:
        env.run()
        return server.waits

    return env, run


def bare_loop() -> tuple[simpy.Environment, Callable[[], np.ndarray]]:
    """The same with nothing but SimPy, and nothing but the waits recorded."""
    gaps, services = _sources()
    env = simpy.Environment()
    server = simpy.Resource(env)
    waits: list[float] = []

    def customer() -> Generator[simpy.Event, Any, None]:
        came = env.now
        with server.request() as request:
            yield request
            waits.append(env.now - came)
            yield env.timeout(services())

    def source() -> Generator[simpy.Event, Any, None]:
        for _ in range(CUSTOMERS):
            yield env.timeout(next(gaps))
            env.process(customer())

    env.process(source())

    def run() -> np.ndarray:
        env.run()
        return np.array(waits)

    return env, run


def lindley() -> np.ndarray:
    """The same without events."""
    gaps, services = _sources()
    return sim.fifo_waits(sim.take(gaps, CUSTOMERS), services.draw(CUSTOMERS))


def _sources() -> tuple[Iterator[float], sim.Service]:
    arriving, serving = np.random.default_rng(1).spawn(2)
    return sim.poisson(RATE, arriving), sim.exponential(SERVICE, serving)
