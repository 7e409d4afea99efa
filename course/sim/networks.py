"""Stations joined by routing probabilities."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Mapping
from itertools import accumulate
from typing import Any

import numpy as np
import simpy

from course.sim.checks import known, not_negative
from course.sim.stations import Station

Routing = Mapping[str, Mapping[str, float]]
"""By station, where a customer goes next and with which probability; what lacks to 1 leaves the network."""


class Network:
    """Stations by name, and the routing between them: `Network({"web": web, "db": db}, {"web": {"db": 0.8}}, rng)`.

    With Poisson arrivals from outside and exponential services this is an open Jackson network (`jackson`).
    """

    def __init__(self, stations: Mapping[str, Station], routing: Routing, rng: np.random.Generator):
        _matrix(list(stations), routing)
        self.stations = dict(stations)
        self._rng = rng
        self._next = {
            name: (list(accumulate(routing.get(name, {}).values())), list(routing.get(name, {}))) for name in stations
        }

    def visit(self, first: str) -> Generator[simpy.Event, Any, bool]:
        """A customer's way from the station `first` until it leaves: False if a full station lost it."""
        known(first, self.stations, "station")
        name: str | None = first
        while name is not None:
            if not (yield from self.stations[name].serve()):
                return False
            shares, targets = self._next[name]
            place = bisect_right(shares, self._rng.random())
            name = targets[place] if place < len(targets) else None
        return True


def traffic(arrivals: Mapping[str, float], routing: Routing) -> dict[str, float]:
    """How many customers a second come to each station, from outside and from other stations.

    `arrivals`: from outside, a second, by station. Solves the traffic equations λⱼ = γⱼ + Σᵢ λᵢ pᵢⱼ (Jackson, Networks
    of waiting lines, 1957). Raises ValueError for a routing that some customer can never leave.
    """
    names = list(dict.fromkeys([*arrivals, *routing, *(target for row in routing.values() for target in row)]))
    not_negative(**{f"arrivals[{name!r}]": rate for name, rate in arrivals.items()})
    outside = np.array([arrivals.get(name, 0.0) for name in names])
    rates = np.linalg.solve(np.eye(len(names)) - _matrix(names, routing).T, outside)
    return dict(zip(names, rates.tolist(), strict=True))


def _matrix(names: list[str], routing: Routing) -> np.ndarray:
    """Routing probabilities as a square matrix in the order of `names`, after checking them."""
    matrix = np.zeros((len(names), len(names)))
    for source, row in routing.items():
        known(source, names, "station")
        for target, probability in row.items():
            known(target, names, "station")
            not_negative(**{f"routing[{source!r}][{target!r}]": probability})
            matrix[names.index(source), names.index(target)] = probability
        if sum(row.values()) > 1 + 1e-12:
            raise ValueError(f"the probabilities after {source!r} add up to {sum(row.values()):g}; give at most 1")
    # From every station there has to be a way out: whoever is in a closed part stays for ever.
    leaves = matrix.sum(axis=1) < 1 - 1e-12
    for _ in names:
        leaves |= matrix @ leaves > 0
    if not leaves.all():
        stuck = [name for name, out in zip(names, leaves, strict=True) if not out]
        raise ValueError(
            f"a customer at {', '.join(map(repr, stuck))} never leaves; let the probabilities add up to less"
        )
    return matrix
