"""A FIFO queue with one server, without events: the whole run as a few array operations.

Customer n + 1 waits for what is left of the work that customer n found and brought: Lindley's recursion
W(n+1) = max(0, W(n) + S(n) − A(n+1)), with service time S and gap A (Lindley, The theory of queues with a single
server, 1952). Unrolled, W is a random walk's distance from its lowest point so far, which is a cumulative sum and a
cumulative minimum. The results are those of a `Station` with one server that is given the same gaps and services, up to
rounding.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def fifo_waits(gaps: npt.ArrayLike, services: npt.ArrayLike) -> np.ndarray:
    """Seconds that each customer waits for the only server.

    `gaps[n]`: seconds between customer n − 1 and customer n (the first: since the start); `services[n]`: seconds of
    service. Arrays of the same length, which the result has too.
    """
    gap, service = _pair(gaps, services, "gaps")
    if not len(gap):
        return gap
    walk = np.concatenate([[0.0], np.cumsum(service[:-1] - gap[1:])])
    return walk - np.minimum.accumulate(walk)


def fifo_departures(arrivals: npt.ArrayLike, services: npt.ArrayLike) -> np.ndarray:
    """When each customer leaves the only server, in seconds. `arrivals`: the times of the arrivals, in order.

    D(n) = max(A(n), D(n−1)) + S(n), unrolled: the work done up to n plus the greatest idle time up to n. The departures
    of one station are the arrivals of the next.
    """
    arrival, service = _pair(arrivals, services, "arrivals")
    if (np.diff(arrival) < 0).any():
        raise ValueError("the arrivals are not in order; sort them, and the services with them")
    done = np.cumsum(service)
    return done + np.maximum.accumulate(arrival - (done - service))


def _pair(first: npt.ArrayLike, services: npt.ArrayLike, name: str) -> tuple[np.ndarray, np.ndarray]:
    one, two = np.asarray(first, float), np.asarray(services, float)
    if one.ndim != 1 or one.shape != two.shape:
        raise ValueError(f"{name} have the shape {one.shape} and services {two.shape}; give one of each per customer")
    for what, values in ((name, one), ("services", two)):
        if not (values >= 0).all():
            raise ValueError(f"{what}[{int(np.argmin(values >= 0))}] is not a time of zero or more seconds")
    return one, two
