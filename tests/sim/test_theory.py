"""Formulas beside the same thing computed another way, and beside printed values."""

from math import exp, inf, lgamma, log

import numpy as np
import pytest

from course import sim


def birth_and_death(rate, service, servers, capacity):
    """The steady state of M/M/c/K from its balance equations, by linear algebra: P(n in the system)."""
    generator = np.zeros((capacity + 1, capacity + 1))
    for number in range(capacity):
        generator[number, number + 1] = rate
        generator[number + 1, number] = min(number + 1, servers) / service
    generator -= np.diag(generator.sum(axis=1))
    equations = np.vstack([generator.T, np.ones(capacity + 1)])
    return np.linalg.lstsq(equations, [*[0] * (capacity + 1), 1], rcond=None)[0]


def as_queue(rate, service, servers, capacity):
    """That steady state as a Queue."""
    shares = birth_and_death(rate, service, servers, capacity)
    numbers = np.arange(capacity + 1)
    served = rate * (1 - shares[-1])
    queue, number = shares @ np.maximum(numbers - servers, 0), shares @ numbers
    return sim.Queue(
        utilisation=shares @ np.minimum(numbers, servers) / servers,
        mean_wait=queue / served,
        mean_sojourn=number / served,
        mean_queue=queue,
        mean_number=number,
        throughput=served,
        loss_ratio=shares[-1],
    )


def same(one, other):
    assert list(vars(one).values()) == pytest.approx(list(vars(other).values()), rel=1e-6, abs=1e-9)


def test_mm1_by_hand():
    same(sim.mm1(8, 0.1), sim.Queue(0.8, 0.4, 0.5, 3.2, 4.0, 8))


@pytest.mark.parametrize(("rate", "servers"), [(5, 1), (12, 2), (75, 10)])
def test_mmc_is_the_balance_of_births_and_deaths(rate, servers):
    same(sim.mmc(rate, 0.1, servers), as_queue(rate, 0.1, servers, capacity=200))
    waiting = birth_and_death(rate, 0.1, servers, 200)[servers:].sum()
    assert sim.erlang_c(servers, rate * 0.1) == pytest.approx(waiting)
    assert sim.mmc_wait_tail(rate, 0.1, servers, 0) == pytest.approx(waiting)


def test_the_tail_of_the_wait_adds_up_to_the_mean_wait():
    seconds = np.linspace(0, 3, 30_001)
    tail = [sim.mmc_wait_tail(75, 0.1, 10, second) for second in seconds]
    assert np.trapezoid(tail, seconds) == pytest.approx(sim.mmc(75, 0.1, 10).mean_wait, rel=1e-5)


@pytest.mark.parametrize("rate", [1, 8, 10, 25])
@pytest.mark.parametrize("capacity", [1, 4, 20])
def test_mm1k_is_the_balance_of_births_and_deaths(rate, capacity):
    same(sim.mm1k(rate, 0.1, capacity), as_queue(rate, 0.1, 1, capacity))


def test_mm1k_with_much_room():
    same(sim.mm1k(8, 0.1, 100_000), sim.mm1(8, 0.1))
    assert sim.mm1k(20, 0.1, 100_000).loss_ratio == pytest.approx(0.5)
    assert sim.mm1k(10, 0.1, 999).loss_ratio == pytest.approx(1 / 1000)


def test_erlangs_formulas_as_printed():
    assert sim.erlang_b(10, 8) == pytest.approx(0.1217, abs=5e-5)
    assert sim.erlang_c(10, 8) == pytest.approx(0.4092, abs=5e-5)
    assert sim.erlang_b(1, 1) == 0.5
    assert sim.erlang_b(0, 3) == 1
    assert sim.erlang_b(5, 0) == 0
    assert sim.erlang_c(1, 0.8) == pytest.approx(0.8)  # one server: whoever finds it busy


def test_erlangs_b_by_its_definition_also_for_thousands_of_servers():
    for servers, load in ((1, 0.5), (10, 8), (100, 120), (3000, 2900)):
        terms = [k * log(load) - lgamma(k + 1) for k in range(servers + 1)]
        top = max(terms)
        direct = exp(terms[-1] - top) / sum(exp(term - top) for term in terms)
        assert sim.erlang_b(servers, load) == pytest.approx(direct, rel=1e-9)


def test_pollaczek_and_khinchine_hold_mm1_and_md1():
    same(sim.mg1(8, 0.1, 1), sim.mm1(8, 0.1))
    assert sim.mg1(8, 0.1, 0).mean_wait == pytest.approx(0.2)  # M/D/1: half of it
    assert sim.mg1(8, 0.1, 9).mean_wait == pytest.approx(2.0)
    # λE[S²] / 2(1 − ρ), as the formula is also written
    assert sim.mg1(5, 0.12, 3).mean_wait == pytest.approx(5 * 0.12**2 * (1 + 3) / (2 * (1 - 0.6)))


def test_littles_law():
    assert sim.little(rate=20, sojourn=0.25) == 5
    assert sim.little(number=5, rate=20) == 0.25
    assert sim.little(number=5, sojourn=0.25) == 20
    with pytest.raises(ValueError, match="give two of number, rate and sojourn"):
        sim.little(number=5)
    with pytest.raises(ValueError, match="give two"):
        sim.little(number=5, rate=20, sojourn=0.25)
    with pytest.raises(ValueError, match="rate is 0"):
        sim.little(number=5, rate=0)
    with pytest.raises(ValueError, match="sojourn is -1"):
        sim.little(number=5, sojourn=-1)


def test_a_jackson_network_by_hand():
    # 4 a second, half of them come back through the disk: 8 at the processor, 4 at the disk
    network = sim.jackson(
        {"cpu": 4}, {"cpu": {"disk": 0.5}, "disk": {"cpu": 1}}, {"cpu": 0.1, "disk": 0.4}, {"disk": 2}
    )
    same(network["cpu"], sim.mm1(8, 0.1))
    same(network["disk"], sim.mmc(4, 0.4, 2))
    assert sim.jackson({"a": 1}, {"b": {"a": 0.5}}, {"a": 0.1, "b": 0.2})["b"].mean_number == 0


def test_the_supermarket_model_by_hand():
    assert [sim.supermarket_tail(0.5, 2, length) for length in range(4)] == [1, 1 / 2, 1 / 8, 1 / 128]
    assert [sim.supermarket_tail(0.5, 1, length) for length in range(4)] == [1, 1 / 2, 1 / 4, 1 / 8]
    assert sim.supermarket_tail(0.5, 3, 2) == 1 / 16
    assert sim.supermarket_tail(0, 2, 0) == 1
    assert sim.supermarket_tail(0, 2, 3) == 0
    assert sim.supermarket_tail(0.99, 2, 60) == 0


@pytest.mark.parametrize(("load", "choices"), [(0.5, 2), (0.9, 2), (0.99, 2), (0.9, 3), (0.9, 5)])
def test_the_supermarket_s_sojourn_as_the_paper_writes_it(load, choices):
    paper = sum(load ** ((choices**i - choices) / (choices - 1)) for i in range(1, 15))
    assert sim.supermarket_sojourn(load, choices) == pytest.approx(paper)
    assert sim.supermarket_sojourn(load, choices, service=0.2) == pytest.approx(0.2 * paper)
    assert sim.supermarket_sojourn(load, 1, service=0.2) == pytest.approx(sim.mm1(load / 0.2, 0.2).mean_sojourn)


def test_a_queue_without_a_steady_state_is_refused_with_what_would_help():
    advice = "lower the rate, shorten the service or give it at least"
    for formula in (lambda: sim.mm1(12, 0.1), lambda: sim.mg1(12, 0.1, 1)):
        with pytest.raises(ValueError, match=rf"utilisation is 1.2: .*{advice} 2 servers"):
            formula()
    with pytest.raises(ValueError, match=rf"utilisation is 1: .*{advice} 11 servers"):
        sim.mmc(100, 0.1, 10)
    with pytest.raises(ValueError, match="utilisation is 1.5"):
        sim.erlang_c(2, 3)
    with pytest.raises(ValueError, match="utilisation is 1.2"):
        sim.mmc_wait_tail(12, 0.1, 1, 0)
    with pytest.raises(ValueError, match="utilisation is 1:"):
        sim.supermarket_sojourn(1, 2)
    with pytest.raises(ValueError, match="station 'db', 12 a second: utilisation is 1.2"):
        sim.jackson({"web": 12}, {"web": {"db": 1}}, {"web": 0.05, "db": 0.1})


def test_bad_input_is_explained():
    with pytest.raises(ValueError, match="rate is -1; give a positive, finite number"):
        sim.mm1(-1, 0.1)
    with pytest.raises(ValueError, match="service is inf"):
        sim.mg1(1, inf, 1)
    with pytest.raises(ValueError, match="scv is -1; give zero or a positive, finite number"):
        sim.mg1(1, 0.1, -1)
    with pytest.raises(ValueError, match="servers is 1.5; give a whole number"):
        sim.mmc(1, 0.1, 1.5)
    with pytest.raises(ValueError, match="servers is -1"):
        sim.erlang_b(-1, 1)
    with pytest.raises(ValueError, match="load is nan"):
        sim.erlang_b(2, float("nan"))
    with pytest.raises(ValueError, match="capacity is 0"):
        sim.mm1k(1, 0.1, 0)
    with pytest.raises(ValueError, match="no service time is called 'db'; there are 'web'"):
        sim.jackson({"web": 1}, {"web": {"db": 1}}, {"web": 0.05})
    with pytest.raises(ValueError, match="choices is 0"):
        sim.supermarket_tail(0.5, 0, 1)
    with pytest.raises(ValueError, match="length is -1"):
        sim.supermarket_tail(0.5, 2, -1)
