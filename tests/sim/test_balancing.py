import itertools
from dataclasses import dataclass

import numpy as np
import pytest
import simpy

from course import sim
from tests.sim.evidence import agree, steady


@dataclass
class Server:
    number: int
    name: str = ""


def loads(*numbers):
    return [Server(number, f"s{index}") for index, number in enumerate(numbers)]


def share(pick, stations, times=20_000):
    """How often each station is picked."""
    return np.bincount([pick(stations) for _ in range(times)], minlength=len(stations)) / times


def test_at_random_is_fair():
    rng = np.random.default_rng(1)
    assert share(lambda s: sim.at_random(s, rng), loads(9, 0, 5, 5)) == pytest.approx([1 / 4] * 4, abs=0.015)


def test_round_robin_takes_turns():
    turns = itertools.count()
    assert [sim.round_robin(loads(9, 0, 0), next(turns)) for _ in range(5)] == [0, 1, 2, 0, 1]


def test_the_least_loaded_and_chance_between_equals():
    rng = np.random.default_rng(2)
    assert sim.least_loaded(loads(3, 1, 2), rng) == 1
    picked = share(lambda s: sim.least_loaded(s, rng), loads(1, 0, 0, 2, 0))
    assert picked == pytest.approx([0, 1 / 3, 1 / 3, 0, 1 / 3], abs=0.02)


def test_the_better_of_two():
    rng = np.random.default_rng(3)
    # With loads 0 … 3 a station is picked if the other one of the pair is more loaded: 3, 2, 1 and 0 of 6 pairs.
    picked = share(lambda s: sim.two_choices(s, rng), loads(2, 0, 3, 1))
    assert picked == pytest.approx([1 / 6, 3 / 6, 0, 2 / 6], abs=0.015)
    assert share(lambda s: sim.two_choices(s, rng), loads(1, 1)) == pytest.approx([1 / 2] * 2, abs=0.015)
    assert {sim.two_choices(loads(2, 0, 3, 1), rng, choices=4) for _ in range(50)} == {1}
    picked = share(lambda s: sim.two_choices(s, rng, choices=1), loads(0, 9))
    assert picked == pytest.approx([1 / 2, 1 / 2], abs=0.015)


def test_consistent_moves_only_the_keys_of_the_station_that_goes():
    stations = loads(*[0] * 11)
    before = [stations[sim.consistent(stations, key)].name for key in range(5000)]
    fewer = stations[:4] + stations[5:]
    after = [fewer[sim.consistent(fewer, key)].name for key in range(5000)]
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert {old for old, _ in moved} == {"s4"}
    assert len(moved) / 5000 == pytest.approx(1 / 11, abs=0.015)
    assert min(before.count(station.name) for station in stations) / 5000 > 0.07  # every one has its share
    reordered = stations[::-1]
    assert before == [reordered[sim.consistent(reordered, key)].name for key in range(5000)]


def test_consistent_with_a_bound_passes_the_overloaded():
    stations = loads(0, 0, 0, 0)
    favourite = sim.consistent(stations, "hot")
    for _ in range(40):
        stations[sim.consistent(stations, "hot", bound=1.25)].number += 1
    assert stations[favourite].number == max(server.number for server in stations) == 13  # 1.25 · 40 / 4, rounded up
    assert sum(server.number for server in stations) == 40


def supermarket(choices, stations=100, rate=0.7, count=40_000):
    """Sojourns in order of departure, and the part of the stations that arrivals find with at least 1, 2, 3, 4."""
    arriving, serving, choosing = np.random.default_rng([choices, 4]).spawn(3)
    env, sojourns, tails = simpy.Environment(), [], []
    service = sim.exponential(1, serving)
    farm = [sim.Station(env, service=service) for _ in range(stations)]

    def customer():
        came = env.now
        if len(sojourns) % 100 == 0:
            numbers = np.array([station.number for station in farm])
            tails.append([(numbers >= length).mean() for length in (1, 2, 3, 4)])
        yield from farm[sim.two_choices(farm, choosing, choices)].serve()
        sojourns.append(env.now - came)

    sim.drive(env, sim.poisson(rate * stations, arriving), customer, count)
    env.run()
    return sojourns, tails


def test_two_choices_beat_one_as_the_supermarket_model_says():
    one, _ = supermarket(1, count=30_000)
    two, tails = supermarket(2)
    assert steady(one).low > 1.7 * steady(two).high
    agree(steady(one), sim.supermarket_sojourn(0.7, 1), within=0.15)
    agree(steady(two), sim.supermarket_sojourn(0.7, 2), within=0.07)
    predicted = [sim.supermarket_tail(0.7, 2, length) for length in (1, 2, 3, 4)]
    assert np.mean(tails[100:], axis=0) == pytest.approx(predicted, abs=0.015)  # a hundred stations, not the limit


def test_bad_input_is_explained():
    rng = np.random.default_rng(0)
    for pick in (lambda: sim.at_random([], rng), lambda: sim.round_robin([], 1), lambda: sim.least_loaded([], rng)):
        with pytest.raises(ValueError, match="no station to pick from"):
            pick()
    with pytest.raises(ValueError, match="3 choices among 2 stations"):
        sim.two_choices(loads(1, 2), rng, choices=3)
    with pytest.raises(ValueError, match="choices is 0"):
        sim.two_choices(loads(1, 2), rng, choices=0)
    with pytest.raises(ValueError, match="told apart by their names"):
        sim.consistent([Server(0), Server(0)], "key")
    with pytest.raises(ValueError, match="bound is 1; give more than 1"):
        sim.consistent(loads(1, 2), "key", bound=1)
