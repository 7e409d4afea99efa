# loses: queue_formula, queue_far
# Takes rho^K, the tail of M/M/1, for the loss.
def queue_size(arrivals: float, services: float, p: float) -> int | None:
    """The smallest K of an M/M/1/K that loses less than the share `p`; None if every K loses more."""
    from math import ceil, log

    if not (arrivals > 0 and services > 0 and 0 < p < 1):
        raise ValueError("rates above 0, and a share between 0 and 1")
    if arrivals >= services:
        return None
    return max(1, ceil(log(p) / log(arrivals / services)))
