"""Load balancing: functions that pick one of several stations for the next request and return its index.

`stations` is any sequence of things with a `.number` of requests in them. What a policy needs to know stands in its
arguments: chance, the turn, the load, or the request's key.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import Protocol

import numpy as np

from course.sim.checks import at_least


class Loaded(Protocol):
    """Something that knows how many requests are in it."""

    @property
    def number(self) -> int: ...


class Named(Loaded, Protocol):
    """Something that keeps its name when others come and go."""

    @property
    def name(self) -> str: ...


def at_random(stations: Sequence[object], rng: np.random.Generator) -> int:
    """Any station, each as likely as the others."""
    _some(stations)
    return int(rng.random() * len(stations))


def round_robin(stations: Sequence[object], turn: int) -> int:
    """One after the other. `turn`: the number of the request, as from `itertools.count()`."""
    _some(stations)
    return turn % len(stations)


def least_loaded(stations: Sequence[Loaded], rng: np.random.Generator) -> int:
    """The station with the fewest requests (join the shortest queue); chance decides between equals, because the first
    of them would otherwise get more than its share."""
    _some(stations)
    loads = [station.number for station in stations]
    lowest = min(loads)
    equal = [index for index, load in enumerate(loads) if load == lowest]
    return equal[int(rng.random() * len(equal))]


def two_choices(stations: Sequence[Loaded], rng: np.random.Generator, choices: int = 2) -> int:
    """The less loaded of two stations picked at random, or of as many as `choices` says.

    Mitzenmacher, The power of two choices in randomized load balancing, 2001. The candidates differ from each other.
    """
    _some(stations)
    at_least(1, choices=choices)
    if choices > len(stations):
        raise ValueError(f"{choices} choices among {len(stations)} stations; give at most as many as there are")
    picked: dict[int, None] = {}  # in the order of picking, which decides between equals
    while len(picked) < choices:
        picked[int(rng.random() * len(stations))] = None
    return min(picked, key=lambda index: stations[index].number)


def consistent(stations: Sequence[Named], key: str | int, bound: float = math.inf) -> int:
    """The same station for the same `key`; when a station goes, only its own keys move.

    By rendezvous hashing: each station, known by its `.name`, ranks by a hash of its name and the key, and the highest
    wins (Thaler and Ravishankar, Using name-based mappings to increase hit rates, 1998). With a `bound`, as 1.25, a
    station that has that many times the average load is passed over for the next in rank (Mirrokni, Thorup and
    Zadimoghaddam, Consistent hashing with bounded loads, 2018).
    """
    _some(stations)
    if not bound > 1:
        raise ValueError(f"bound is {bound:g}; give more than 1, the average load, or some requests fit nowhere")
    names = [station.name for station in stations]
    if len(set(names)) < len(names):
        raise ValueError('stations are told apart by their names; give each its own: Station(…, name="s1")')
    ranked = sorted(range(len(names)), key=lambda index: _hash(names[index], key), reverse=True)
    if math.isinf(bound):
        return ranked[0]
    room = math.ceil(bound * (sum(station.number for station in stations) + 1) / len(stations))
    return next(index for index in ranked if stations[index].number < room)


def _hash(name: str, key: str | int) -> bytes:
    return blake2b(f"{key}".encode(), key=blake2b(name.encode(), digest_size=32).digest(), digest_size=8).digest()


def _some(stations: Sequence[object]) -> None:
    if not stations:
        raise ValueError("no station to pick from; give at least one")
