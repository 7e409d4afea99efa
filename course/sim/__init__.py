"""Simulation: small parts that a lesson composes into a system, and the theory that it is checked against.

Built on SimPy: the process that is the lesson stays in the notebook. Every random part takes a numpy Generator, so that
a run repeats exactly. Times are seconds, rates a second. Parts that are modules (`caches`, `crashes`, `links` …) are
used by their names: `sim.caches.LRU(100)`.
"""

from course.sim import cache_theory, caches, crashes, interleavings, links, popularity
from course.sim.arrivals import bursty, diurnal, drive, poisson, take, trace, varying
from course.sim.balancing import at_random, consistent, least_loaded, round_robin, two_choices
from course.sim.confidence import Interval, batch_means, replications
from course.sim.lindley import fifo_departures, fifo_waits
from course.sim.networks import Network, traffic
from course.sim.services import Service, deterministic, exponential, hyperexponential, lognormal, pareto
from course.sim.stations import Station
from course.sim.theory import (
    Queue,
    erlang_b,
    erlang_c,
    jackson,
    little,
    mg1,
    mm1,
    mm1k,
    mmc,
    mmc_wait_tail,
    supermarket_sojourn,
    supermarket_tail,
)

__all__ = [
    "Interval",
    "Network",
    "Queue",
    "Service",
    "Station",
    "at_random",
    "batch_means",
    "bursty",
    "cache_theory",
    "caches",
    "consistent",
    "crashes",
    "deterministic",
    "diurnal",
    "drive",
    "erlang_b",
    "erlang_c",
    "exponential",
    "fifo_departures",
    "fifo_waits",
    "hyperexponential",
    "interleavings",
    "jackson",
    "least_loaded",
    "links",
    "little",
    "lognormal",
    "mg1",
    "mm1",
    "mm1k",
    "mmc",
    "mmc_wait_tail",
    "pareto",
    "poisson",
    "popularity",
    "replications",
    "round_robin",
    "supermarket_sojourn",
    "supermarket_tail",
    "take",
    "trace",
    "traffic",
    "two_choices",
    "varying",
]
