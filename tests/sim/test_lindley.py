import numpy as np
import pytest
import simpy

from course import sim
from tests.sim.evidence import agree, steady


@pytest.mark.parametrize("rate", [2, 9, 12])
def test_they_are_the_stations_numbers(rate):
    arriving, serving = np.random.default_rng(rate).spawn(2)
    gaps = sim.take(sim.bursty(rate / 2, rate * 2, 2, 1, arriving), 3000)
    services = sim.lognormal(0.1, 1.5, serving).draw(3000)
    env = simpy.Environment()
    station = sim.Station(env, service=iter(services.tolist()).__next__)
    sim.drive(env, gaps.tolist(), station.serve)
    env.run()
    assert sim.fifo_waits(gaps, services) == pytest.approx(station.waits, abs=1e-9)
    departures = sim.fifo_departures(np.cumsum(gaps), services)
    assert departures == pytest.approx(np.cumsum(gaps) + station.sojourns, abs=1e-9)
    assert (station.waits > 0).mean() > 0.1


def test_by_hand():
    assert sim.fifo_waits([0, 1, 1, 8], [4, 2, 1, 2]).tolist() == [0, 3, 4, 0]
    assert sim.fifo_departures([0, 1, 2, 10], [4, 2, 1, 2]).tolist() == [4, 6, 7, 12]
    assert sim.fifo_waits([5], [1]).tolist() == [0]
    assert sim.fifo_waits([], []).tolist() == []


def test_two_stations_in_a_row():
    rng = np.random.default_rng(4)
    arrivals = np.cumsum(sim.take(sim.poisson(5, rng), 2000))
    first, second = sim.exponential(0.1, rng).draw(2000), sim.exponential(0.15, rng).draw(2000)
    env, left = simpy.Environment(), []
    one = sim.Station(env, service=iter(first.tolist()).__next__)
    two = sim.Station(env, service=iter(second.tolist()).__next__)

    def customer():
        yield from one.serve()
        yield from two.serve()
        left.append(env.now)

    sim.drive(env, sim.trace(arrivals), customer)
    env.run()
    assert sim.fifo_departures(sim.fifo_departures(arrivals, first), second) == pytest.approx(left, abs=1e-9)


@pytest.mark.parametrize(
    "service",
    [
        lambda rng: sim.deterministic(0.1),
        lambda rng: sim.exponential(0.1, rng),
        lambda rng: sim.lognormal(0.1, 1.5, rng),
        lambda rng: sim.hyperexponential(0.1, 2, rng),
        lambda rng: sim.pareto(0.1, 2.5, 100, rng),
    ],
)
def test_pollaczek_and_khinchine_predict_the_wait(service):
    arriving, serving = np.random.default_rng(7).spawn(2)
    one = service(serving)
    waits = sim.fifo_waits(sim.take(sim.poisson(7, arriving), 1_000_000), one.draw(1_000_000))
    agree(steady(waits), sim.mg1(7, one.mean, one.scv).mean_wait, within=0.06)


def test_bad_input_is_explained():
    with pytest.raises(ValueError, match=r"gaps have the shape \(2,\) and services \(3,\)"):
        sim.fifo_waits([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match=r"services\[1\] is not a time"):
        sim.fifo_waits([1, 2], [1, -2])
    with pytest.raises(ValueError, match=r"gaps\[0\] is not a time"):
        sim.fifo_waits([float("nan"), 2], [1, 2])
    with pytest.raises(ValueError, match="not in order"):
        sim.fifo_departures([2, 1], [1, 1])
