from functools import partial

import numpy as np
import pytest
import simpy

from course import sim
from tests.sim.evidence import LEVEL, agree

# A web tier that asks a database (twice for some), and a queue of mails that some requests leave behind.
ROUTING = {"web": {"db": 0.8, "mail": 0.1}, "db": {"web": 0.25, "db": 0.1}}
SERVICE = {"web": 0.05, "db": 0.06, "mail": 0.3}
SERVERS = {"web": 1, "db": 2, "mail": 1}
ARRIVALS = {"web": 9.0, "mail": 1.0}


def test_traffic_by_hand():
    assert sim.traffic({"a": 2}, {}) == {"a": 2}
    # half of those served come back: twice as many visits
    assert sim.traffic({"a": 2}, {"a": {"a": 0.5}}) == pytest.approx({"a": 4})
    assert sim.traffic({"a": 4}, {"a": {"b": 0.5, "c": 0.25}, "b": {"c": 1}}) == pytest.approx({"a": 4, "b": 2, "c": 3})


def test_what_flows_into_each_station_flows_out():
    rates = sim.traffic(ARRIVALS, ROUTING)
    for name, rate in rates.items():
        others = sum(rates[source] * row.get(name, 0) for source, row in ROUTING.items())
        assert rate == pytest.approx(ARRIVALS.get(name, 0) + others)


def test_a_jackson_network_is_as_if_its_queues_were_alone():
    runs, sojourns = [], []
    for seed in range(10):
        streams = iter(np.random.default_rng([seed, 3]).spawn(6))
        env = simpy.Environment()
        stations = {
            name: sim.Station(env, SERVERS[name], sim.exponential(SERVICE[name], next(streams)), warm_up=30)
            for name in SERVICE
        }
        network = sim.Network(stations, ROUTING, next(streams))
        for name, rate in ARRIVALS.items():
            sim.drive(env, sim.poisson(rate, next(streams)), partial(network.visit, name))
        env.run(until=830)
        runs.append(stations)
        entered = sum(ARRIVALS.values())
        sojourns.append(sum(station.mean_number for station in stations.values()) / entered)
    predicted = sim.jackson(ARRIVALS, ROUTING, SERVICE, SERVERS)
    assert max(queue.utilisation for queue in predicted.values()) < 0.8
    for name, queue in predicted.items():
        for quantity, within in (("throughput", 0.1), ("utilisation", 0.1), ("mean_number", 0.25)):
            measured = sim.replications([getattr(stations[name], quantity) for stations in runs], level=LEVEL)
            assert measured.precision < within
            assert getattr(queue, quantity) in measured, (name, quantity)
    total = sum(queue.mean_number for queue in predicted.values()) / sum(ARRIVALS.values())
    agree(sim.replications(sojourns, level=LEVEL), total, within=0.1)


def test_a_visit_ends_where_the_routing_does_or_where_it_is_lost():
    env, ended = simpy.Environment(), []
    stations = {name: sim.Station(env, service=sim.deterministic(2)) for name in "ab"}
    stations["c"] = sim.Station(env, service=sim.deterministic(5), capacity=1)
    network = sim.Network(stations, {"a": {"b": 1.0}, "b": {"c": 1.0}}, np.random.default_rng(1))

    def customer():
        ended.append(((yield from network.visit("a")), env.now))

    sim.drive(env, sim.trace([0, 1]), customer)
    env.run()
    assert ended == [(False, 6.0), (True, 9.0)]


def test_bad_input_is_explained():
    env, rng = simpy.Environment(), np.random.default_rng(0)
    stations = {name: sim.Station(env, service=sim.deterministic(1)) for name in ("web", "db")}
    with pytest.raises(ValueError, match="no station is called 'dbb'; there are 'web', 'db'"):
        sim.Network(stations, {"web": {"dbb": 0.5}}, rng)
    with pytest.raises(ValueError, match="no station is called 'mail'"):
        next(sim.Network(stations, {}, rng).visit("mail"))
    with pytest.raises(ValueError, match=r"after 'web' add up to 1.2; give at most 1"):
        sim.Network(stations, {"web": {"db": 0.7, "web": 0.5}}, rng)
    with pytest.raises(ValueError, match="a customer at 'web', 'db' never leaves"):
        sim.Network(stations, {"web": {"db": 1}, "db": {"web": 1}}, rng)
    with pytest.raises(ValueError, match="a customer at 'b' never leaves"):
        sim.traffic({"a": 1}, {"a": {"b": 0.5}, "b": {"b": 1.0}})
    with pytest.raises(ValueError, match=r"routing\['web'\]\['db'\] is -0.1"):
        sim.Network(stations, {"web": {"db": -0.1}}, rng)
    with pytest.raises(ValueError, match=r"arrivals\['web'\] is -1"):
        sim.traffic({"web": -1}, {})
