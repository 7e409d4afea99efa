"""What queueing theory predicts, in the words that `Station` measures in.

Rates are a second, times in seconds. `rate` is λ, the arrivals; `service` the mean service time 1/μ; `load` is λ/μ, the
offered load in erlangs: how many servers would be busy if none were ever lacking. Formulas as in Kleinrock, Queueing
Systems, volume 1 (1975), and Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), where no other
source stands. All describe the steady state, and one that has none is a ValueError.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from course.sim.checks import at_least, known, not_negative, positive
from course.sim.networks import Routing, traffic


@dataclass(frozen=True)
class Queue:
    """A station in the steady state.

    utilisation: the part of the servers that is busy, 0 … 1. mean_wait, mean_sojourn: seconds in the queue, and in the
    queue and in service together, of a customer who is let in. mean_queue, mean_number: customers waiting, and in the
    system. throughput: served a second. loss_ratio: the part that finds the station full.
    """

    utilisation: float
    mean_wait: float
    mean_sojourn: float
    mean_queue: float
    mean_number: float
    throughput: float
    loss_ratio: float = 0.0


def little(*, number: float | None = None, rate: float | None = None, sojourn: float | None = None) -> float:
    """Little's law, L = λW, for whichever of the three is not given: `little(rate=20, sojourn=0.25)` is 5 customers.

    Customers in the system on average, arrivals a second, seconds that each stays; for any system, any distribution
    and any order (Little, A proof for the queuing formula L = λW, 1961).
    """
    if number is None and rate is not None and sojourn is not None:
        not_negative(rate=rate, sojourn=sojourn)
        return rate * sojourn
    if rate is None and number is not None and sojourn is not None:
        not_negative(number=number)
        positive(sojourn=sojourn)
        return number / sojourn
    if sojourn is None and number is not None and rate is not None:
        not_negative(number=number)
        positive(rate=rate)
        return number / rate
    raise ValueError("give two of number, rate and sojourn: Little's law is the third")


def mm1(rate: float, service: float) -> Queue:
    """M/M/1: Poisson arrivals, exponential service, one server. W = 1 / (μ − λ), L = ρ / (1 − ρ)."""
    return mmc(rate, service, 1)


def mmc(rate: float, service: float, servers: int) -> Queue:
    """M/M/c: Poisson arrivals, exponential service, `servers` behind one queue. Wq = C(c, λ/μ) / (cμ − λ), with
    Erlang's C."""
    positive(rate=rate, service=service)
    at_least(1, servers=servers)
    return _queue(rate, service, servers, erlang_c(servers, rate * service) / (servers / service - rate))


def mmc_wait_tail(rate: float, service: float, servers: int, seconds: float) -> float:
    """P(wait > `seconds`) in an M/M/c queue: C(c, λ/μ) · e^(−(cμ − λ)t). What a service level is sized by."""
    positive(rate=rate, service=service)
    not_negative(seconds=seconds)
    return erlang_c(servers, rate * service) * math.exp(-(servers / service - rate) * seconds)


def mg1(rate: float, service: float, scv: float) -> Queue:
    """M/G/1: Poisson arrivals, one server, any service time with that mean and squared coefficient of variation.

    The Pollaczek–Khinchine formula: Wq = ρ / (1 − ρ) · (1 + scv) / 2 · service. Deterministic service (scv 0) halves
    the wait of exponential service (scv 1).
    """
    positive(rate=rate, service=service)
    not_negative(scv=scv)
    load = _stable(rate * service, 1)
    return _queue(rate, service, 1, load / (1 - load) * (1 + scv) / 2 * service)


def mm1k(rate: float, service: float, capacity: int) -> Queue:
    """M/M/1/K: as M/M/1, but only `capacity` customers fit in, the one in service included; others are lost.

    P(n in the system) = ρⁿ (1 − ρ) / (1 − ρᴷ⁺¹), and an arrival is lost with P(K). Has a steady state at any load.
    """
    positive(rate=rate, service=service)
    at_least(1, capacity=capacity)
    load = rate * service
    numbers = np.arange(capacity + 1)
    # Relative to the likeliest state, so that neither a high load nor a load of 1 is a special case.
    weights = load ** (numbers - (capacity if load > 1 else 0.0))
    shares = weights / weights.sum()
    loss, number = float(shares[-1]), float(shares @ numbers)
    served = rate * (1 - loss)
    queue = number - (1 - float(shares[0]))
    return Queue(served * service, queue / served, number / served, queue, number, served, loss)


def erlang_b(servers: int, load: float) -> float:
    """The part of the calls that M/M/c/c loses: no queue, and `load` erlangs offered to `servers` (Erlang 1917).

    B = (aᶜ/c!) / Σₖ aᵏ/k!, k = 0 … c, by the recursion B(0) = 1, B(k) = aB(k−1) / (k + aB(k−1)), which neither
    overflows nor cancels. Holds for any service time with that mean. For limits without a queue: lines, connections.
    """
    at_least(0, servers=servers)
    not_negative(load=load)
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The part of the customers who have to wait in M/M/c (Erlang 1917): C = B / (1 − ρ(1 − B)), with Erlang's B and
    ρ = load / servers."""
    at_least(1, servers=servers)
    not_negative(load=load)
    busy = _stable(load, servers) / servers
    blocked = erlang_b(servers, load)
    return blocked / (1 - busy * (1 - blocked))


def jackson(
    arrivals: Mapping[str, float],
    routing: Routing,
    service: Mapping[str, float],
    servers: Mapping[str, int] | None = None,
) -> dict[str, Queue]:
    """Each station of an open Jackson network, by name: an M/M/c queue at the rate that `traffic` says, as if the
    others were not there (Jackson, Networks of waiting lines, 1957).

    `arrivals`: from outside, a second; `service`: mean seconds; `servers`: 1 where not given. The mean time in the
    whole network is by Little's law: sum of mean_number / sum of arrivals.
    """
    found = {}
    for name, rate in traffic(arrivals, routing).items():
        known(name, service, "service time")
        if rate > 0:
            try:
                found[name] = mmc(rate, service[name], (servers or {}).get(name, 1))
            except ValueError as error:
                raise ValueError(f"station {name!r}, {rate:g} a second: {error}") from None
        else:
            found[name] = Queue(0.0, 0.0, service[name], 0.0, 0.0, 0.0)
    return found


def supermarket_tail(load: float, choices: int, length: int) -> float:
    """The part of the stations with at least `length` customers, when each arrival joins the least loaded of `choices`
    picked at random: load^((dⁱ − 1) / (d − 1)), and loadⁱ with one choice.

    The limit for many single-server stations with exponential service; `load` of each, below 1 (Mitzenmacher, The power
    of two choices in randomized load balancing, 2001: the supermarket model).
    """
    _supermarket(load, choices)
    at_least(0, length=length)
    exponent = sum(choices**power for power in range(length))
    return load**exponent if load > 0 else float(length == 0)


def supermarket_sojourn(load: float, choices: int, service: float = 1.0) -> float:
    """Mean seconds in the system of the supermarket model (see `supermarket_tail`): by Little's law the mean number at
    a station, Σ tail(i), over its arrivals, load / service. One choice gives M/M/1's service / (1 − load)."""
    _supermarket(load, choices)
    positive(load=load, service=service)
    if choices == 1:
        return service / (1 - load)
    number, length = 0.0, 1
    while (tail := supermarket_tail(load, choices, length)) > 1e-17 * number:
        number += tail
        length += 1
    return number / load * service


def _supermarket(load: float, choices: int) -> None:
    at_least(1, choices=choices)
    not_negative(load=load)
    _stable(load, 1)


def _queue(rate: float, service: float, servers: int, wait: float) -> Queue:
    """The rest by Little's law, on the queue and on the system."""
    sojourn = wait + service
    return Queue(rate * service / servers, wait, sojourn, rate * wait, rate * sojourn, rate)


def _stable(load: float, servers: int) -> float:
    if load >= servers:
        raise ValueError(
            f"utilisation is {load / servers:g}: from 1 on the queue grows without end and has no steady state; "
            f"lower the rate, shorten the service or give it at least {math.floor(load) + 1} servers"
        )
    return load
