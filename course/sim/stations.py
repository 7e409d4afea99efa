"""A station: servers behind one first-come, first-served queue, with a record of every customer."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from course.sim.checks import at_least, not_negative

NEVER = math.nan


class Station:
    """`servers` equal servers and one FIFO queue on a `simpy.Resource`.

    A customer is a SimPy process that says `yield from station.serve()`. `service()` gives the seconds of each service;
    `capacity` is how many customers fit in, those in service included (Kendall's K), and any more are lost. `name`
    tells stations apart, for `consistent`.

    What is measured covers the time from `warm_up` (seconds of simulated time; change it whenever you like) until now:
    time averages over exactly that time, averages over customers that came in it. The names are those of `theory`.
    """

    def __init__(
        self,
        env: simpy.Environment,
        servers: int = 1,
        service: Callable[[], float] | None = None,
        capacity: int | None = None,
        name: str = "",
        warm_up: float = 0.0,
    ):
        at_least(1, servers=servers)
        not_negative(warm_up=warm_up)
        if capacity is not None:
            at_least(servers, capacity=capacity)
        self.env = env
        self.servers = servers
        self.service = service
        self.capacity = capacity
        self.name = name
        self.warm_up = warm_up
        self.resource = simpy.Resource(env, servers)
        # One number a customer, in the order of arrival; everything that is measured is computed from these.
        self._arrived, self._started, self._departed = array("d"), array("d"), array("d")
        self._lost = array("d")
        self._gave_up: list[int] = []

    def serve(self, seconds: float | None = None) -> Generator[simpy.Event, Any, bool]:
        """Queue, be served and leave: `served = yield from station.serve()`, False for a customer who found it full.

        `seconds`: the time that this service takes, instead of one drawn from the station's distribution. A customer
        whose process is interrupted leaves at once, gives the server back, and counts among those who `gave_up`.
        """
        env, resource = self.env, self.resource
        if seconds is None and self.service is None:
            raise ValueError("how long does it take? Give the station a service, or the customer: serve(seconds=0.1)")
        if self.capacity is not None and self.number >= self.capacity:
            self._lost.append(env.now)
            return False
        customer = len(self._arrived)
        self._arrived.append(env.now)
        self._started.append(NEVER)
        self._departed.append(NEVER)
        try:
            with resource.request() as request:
                yield request
                self._started[customer] = env.now
                yield env.timeout(self.service() if seconds is None else seconds)  # type: ignore[misc]
        except simpy.Interrupt:
            self._gave_up.append(customer)
            raise
        finally:
            self._departed[customer] = env.now
        return True

    @property
    def number(self) -> int:
        """Customers in the system now, waiting or in service."""
        return len(self.resource.users) + len(self.resource.queue)

    @property
    def waits(self) -> np.ndarray:
        """Seconds that each customer queued before its service began, in the order of arrival."""
        waits = self._counted(self._started) - self._counted(self._arrived)
        return waits[np.isfinite(waits)]

    @property
    def sojourns(self) -> np.ndarray:
        """Seconds from arrival to the end of service (the response time), of each customer whose service ended."""
        sojourns = np.array(self._departed) - np.array(self._arrived)
        sojourns[self._gave_up] = NEVER
        sojourns = sojourns[self._first() :]
        return sojourns[np.isfinite(sojourns)]

    @property
    def arrivals(self) -> int:
        """Customers who came, lost ones included."""
        return len(self._arrived) - self._first() + self.losses

    @property
    def losses(self) -> int:
        """Customers who found the station full."""
        return int((np.array(self._lost) >= self.warm_up).sum())

    @property
    def gave_up(self) -> int:
        """Customers whose process was interrupted while they waited or were served."""
        return int((np.array(self._gave_up) >= self._first()).sum())

    @property
    def loss_ratio(self) -> float:
        """The part of the customers who found the station full, 0 … 1."""
        return self.losses / self._some(self.arrivals)

    @property
    def mean_wait(self) -> float:
        """Mean seconds in the queue."""
        return float(np.sum(self.waits)) / self._some(len(self.waits))

    @property
    def mean_sojourn(self) -> float:
        """Mean seconds from arrival to the end of service."""
        return float(np.sum(self.sojourns)) / self._some(len(self.sojourns))

    @property
    def throughput(self) -> float:
        """Completed services a second."""
        departed = np.delete(np.array(self._departed), self._gave_up)
        return float((departed >= self.warm_up).sum()) / self._duration()

    @property
    def utilisation(self) -> float:
        """The part of the servers' time in which they were busy, 0 … 1."""
        return self._mean_present(self._started, self._departed) / self.servers

    @property
    def mean_number(self) -> float:
        """Customers in the system, averaged over time: the area under their number, over the time."""
        return self._mean_present(self._arrived, self._departed)

    @property
    def mean_queue(self) -> float:
        """Customers who wait, averaged over time."""
        return self.mean_number - self.utilisation * self.servers

    def curve(self) -> tuple[np.ndarray, np.ndarray]:
        """The number in the system since the start of the simulation: times of its changes (seconds), the number from
        each on. To draw as steps."""
        left = np.array(self._departed)
        left = left[np.isfinite(left)]
        times = np.concatenate([np.array(self._arrived), left])
        order = np.argsort(times, kind="stable")
        steps = np.concatenate([np.ones(len(self._arrived), int), np.full(len(left), -1)])
        return times[order], np.cumsum(steps[order])

    def _mean_present(self, since: array[float], until: array[float]) -> float:
        """How many were, on average over the time, between two points of their way. Each customer adds the time that
        it spent there; whoever has not come to the second point is there until now."""
        begin, end = np.array(since), np.array(until)
        end[np.isnan(end)] = self.env.now
        begin[np.isnan(begin)] = math.inf
        inside = end - np.maximum(begin, self.warm_up)
        return float(np.sum(inside[inside > 0])) / self._duration()

    def _first(self) -> int:
        """The first customer who came after the warm-up."""
        return int(np.searchsorted(np.array(self._arrived), self.warm_up))

    def _counted(self, record: array[float]) -> np.ndarray:
        return np.array(record)[self._first() :]

    def _duration(self) -> float:
        if self.env.now <= self.warm_up:
            raise ValueError(f"nothing is measured before {self.warm_up:g} s, the warm-up; run the simulation longer")
        return self.env.now - self.warm_up

    def _some(self, customers: int) -> int:
        if customers == 0:
            raise ValueError("no customer came that far after the warm-up; run the simulation longer")
        return customers
