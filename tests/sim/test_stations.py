import itertools

import numpy as np
import pytest
import simpy

from course import sim
from tests.sim.evidence import LEVEL, agree, run, steady


def played(times, services, **station):
    """A station after customers who came at those times and needed those services."""
    env = simpy.Environment()
    at = sim.Station(env, service=iter(services).__next__, **station)
    sim.drive(env, sim.trace(times), at.serve)
    env.run()
    return at


def test_three_customers_by_hand():
    # 0 … 4, 1 … 4 … 6, 2 … 6 … 7; then idle until 10 … 12
    station = played([0, 1, 2, 10], [4, 2, 1, 2])
    assert station.waits.tolist() == [0, 3, 4, 0]
    assert station.sojourns.tolist() == [4, 5, 5, 2]
    assert (station.mean_wait, station.mean_sojourn) == (1.75, 4)
    assert station.utilisation == pytest.approx(9 / 12)
    assert station.mean_number == pytest.approx(16 / 12)
    assert station.mean_queue == pytest.approx(7 / 12)
    assert station.throughput == pytest.approx(4 / 12)
    assert (station.arrivals, station.losses, station.loss_ratio) == (4, 0, 0)
    times, numbers = station.curve()
    assert times.tolist() == [0, 1, 2, 4, 6, 7, 10, 12]
    assert numbers.tolist() == [1, 2, 3, 2, 1, 0, 1, 0]


def test_two_servers_take_the_first_in_line():
    # server A: 0 … 4, 4 … 5; server B: 1 … 3, 3 … 6
    station = played([0, 1, 2, 2.5], [4, 2, 3, 1], servers=2)
    assert station.waits.tolist() == [0, 0, 1, 1.5]
    assert station.sojourns.tolist() == [4, 2, 4, 2.5]
    assert station.utilisation == pytest.approx(10 / (2 * 6))


def test_a_full_station_loses_customers():
    station = played([0, 1, 2, 3, 5], [4, 1, 1, 1], capacity=2)
    assert (station.arrivals, station.losses, station.loss_ratio) == (5, 2, 0.4)
    assert station.waits.tolist() == [0, 3, 0]
    assert station.number == 0


def test_serve_says_whether_it_served():
    env, said = simpy.Environment(), []
    station = sim.Station(env, servers=1, capacity=1)

    def customer():
        said.append((yield from station.serve(seconds=3)))

    sim.drive(env, sim.trace([0, 1, 4]), customer)
    env.run()
    assert said == [False, True, True]


def test_the_warm_up_is_cut_off():
    # The same customers as by hand, from second 3 on: who came before counts in time averages only while it is there.
    station = played([0, 1, 2, 10], [4, 2, 1, 2], warm_up=3)
    assert station.waits.tolist() == [0]
    assert station.sojourns.tolist() == [2]
    assert station.arrivals == 1
    assert station.utilisation == pytest.approx(6 / 9)
    assert station.mean_number == pytest.approx((1 + 3 + 4 + 2) / 9)
    assert station.throughput == pytest.approx(4 / 9)
    station.warm_up = 0
    assert station.arrivals == 4
    full = played([0, 1, 5, 6], [4, 4], capacity=1, warm_up=5)
    assert (full.arrivals, full.losses, full.loss_ratio) == (2, 1, 0.5)


def test_whoever_is_still_there_counts_until_now():
    env = simpy.Environment()
    station = sim.Station(env, service=sim.deterministic(10))
    sim.drive(env, sim.trace([0, 2]), station.serve)
    env.run(until=8)
    assert station.number == 2
    assert station.mean_number == pytest.approx((8 + 6) / 8)
    assert (station.utilisation, station.mean_queue) == (1, pytest.approx(6 / 8))
    assert station.waits.tolist() == [0]
    assert station.sojourns.tolist() == []
    assert station.throughput == 0


def test_a_customer_who_gives_up_frees_its_place():
    env = simpy.Environment()
    station = sim.Station(env)

    def patient(seconds, patience):
        def attempt():
            try:
                yield from station.serve(seconds)
            except simpy.Interrupt:
                return

        process = env.process(attempt())
        yield process | env.timeout(patience)
        if process.is_alive:
            process.interrupt()

    env.process(patient(10, 4))  # gives up in service, at 4
    env.process(patient(3, 2))  # gives up in the queue, at 2
    env.process(patient(5, 100))  # served 4 … 9
    env.run(until=10)
    assert station.gave_up == 2
    assert station.waits.tolist() == [0, 4]
    assert station.sojourns.tolist() == [9]
    assert station.number == 0
    assert station.utilisation == pytest.approx(9 / 10)
    assert station.mean_number == pytest.approx((4 + 2 + 9) / 10)
    assert station.mean_queue == pytest.approx((2 + 4) / 10)
    assert station.throughput == pytest.approx(1 / 10)
    station.warm_up = 1
    assert station.gave_up == 0


def test_the_time_average_is_the_area_under_the_number():
    """Beside an observer who looks at the station after every event."""
    rng = np.random.default_rng(1)
    env = simpy.Environment()
    station = sim.Station(env, servers=2, service=sim.lognormal(0.5, 2, rng), capacity=5, warm_up=40)
    sim.drive(env, sim.poisson(4, rng), station.serve, count=1000)
    area = waiting = busy = 0.0
    while env.peek() < float("inf"):
        before, number, queue = max(env.now, 40), station.number, len(station.resource.queue)
        used = station.resource.count
        env.step()
        passed = max(env.now - before, 0)
        area, waiting, busy = area + number * passed, waiting + queue * passed, busy + used * passed
    duration = env.now - 40
    assert station.losses > 100
    assert station.mean_number == pytest.approx(area / duration)
    assert station.mean_queue == pytest.approx(waiting / duration)
    assert station.utilisation == pytest.approx(busy / duration / 2)


def test_littles_law_for_any_arrivals_and_services():
    rng = np.random.default_rng(2)
    arrivals = sim.bursty(quiet=2, burst=20, quiet_for=8, burst_for=2, rng=rng)
    station = run(arrivals, sim.pareto(0.3, 1.5, 100, rng), 20_000, servers=3)
    assert station.mean_queue > 1
    assert station.mean_number == pytest.approx(sim.little(rate=station.throughput, sojourn=station.mean_sojourn), 0.01)
    assert station.mean_queue == pytest.approx(sim.little(rate=station.throughput, sojourn=station.mean_wait), 0.01)


def test_mm1_waits_and_is_busy_as_predicted():
    arriving, serving = np.random.default_rng(8).spawn(2)
    station = run(sim.poisson(7, arriving), sim.exponential(0.1, serving), 60_000)
    predicted = sim.mm1(7, 0.1)
    agree(steady(station.waits), predicted.mean_wait, within=0.1)
    agree(steady(station.sojourns), predicted.mean_sojourn, within=0.1)
    assert station.utilisation == pytest.approx(predicted.utilisation, rel=0.02)
    assert station.throughput == pytest.approx(predicted.throughput, rel=0.02)
    assert station.mean_number == pytest.approx(predicted.mean_number, rel=0.08)


def test_erlang_c_is_the_part_that_waits():
    arriving, serving = np.random.default_rng(4).spawn(2)
    station = run(sim.poisson(80, arriving), sim.exponential(0.1, serving), 60_000, servers=10)
    agree(steady(station.waits > 0), sim.erlang_c(10, 8), within=0.12)


def test_mmc_waits_as_predicted():
    arriving, serving = np.random.default_rng(5).spawn(2)
    station = run(sim.poisson(18, arriving), sim.exponential(0.1, serving), 60_000, servers=3)
    agree(steady(station.waits > 0), sim.erlang_c(3, 1.8), within=0.1)
    agree(steady(station.waits), sim.mmc(18, 0.1, 3).mean_wait, within=0.2)
    agree(steady(station.waits > 0.1), sim.mmc_wait_tail(18, 0.1, 3, 0.1), within=0.25)


@pytest.mark.parametrize(
    "service", [lambda rng: sim.exponential(0.1, rng), lambda rng: sim.hyperexponential(0.1, 2, rng)]
)
def test_erlang_b_is_the_part_that_is_lost_whatever_the_service(service):
    lost = []
    for seed in range(16):
        arriving, serving = np.random.default_rng([seed, 5]).spawn(2)
        lost.append(run(sim.poisson(80, arriving), service(serving), 5000, servers=10, capacity=10).loss_ratio)
    agree(sim.replications(lost, level=LEVEL), sim.erlang_b(10, 8), within=0.15)


@pytest.mark.parametrize("rate", [8, 10, 15])
def test_mm1k_loses_and_waits_as_predicted(rate):
    stations = []
    for seed in range(16):
        arriving, serving = np.random.default_rng([seed, 6]).spawn(2)
        stations.append(run(sim.poisson(rate, arriving), sim.exponential(0.1, serving), 2500, capacity=4))
    predicted = sim.mm1k(rate, 0.1, 4)
    for name in ("loss_ratio", "mean_wait", "mean_sojourn", "mean_number", "mean_queue", "utilisation", "throughput"):
        measured = sim.replications([getattr(station, name) for station in stations], level=LEVEL)
        assert measured.precision < 0.2
        assert getattr(predicted, name) in measured, name


def test_bad_input_is_explained():
    env = simpy.Environment()
    with pytest.raises(ValueError, match="servers is 0; give a whole number of at least 1"):
        sim.Station(env, servers=0)
    with pytest.raises(ValueError, match="capacity is 2; give a whole number of at least 3"):
        sim.Station(env, servers=3, capacity=2)
    with pytest.raises(ValueError, match="warm_up is -1"):
        sim.Station(env, warm_up=-1)
    with pytest.raises(ValueError, match="how long does it take"):
        next(sim.Station(env).serve())
    station = sim.Station(env, service=itertools.count(1).__next__, warm_up=5)
    with pytest.raises(ValueError, match="nothing is measured before 5 s"):
        _ = station.utilisation
    with pytest.raises(ValueError, match="no customer came that far"):
        _ = station.mean_wait
