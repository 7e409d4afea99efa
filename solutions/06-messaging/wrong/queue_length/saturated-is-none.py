# loses: queue_formula, queue_far
# Has no answer for rho = 1.
def queue_size(arrivals: float, services: float, p: float) -> int | None:
    """The smallest K of an M/M/1/K that loses less than the share `p`; None if every K loses more."""
    from math import floor, log

    if not (arrivals > 0 and services > 0 and 0 < p < 1):
        raise ValueError("rates above 0, and a share between 0 and 1")
    excess = (arrivals - services) / services  # rho - 1; the difference of two near numbers is exact
    if excess == 0:
        return None
    # P_K < p is solved for rho^K: it has to pass p / room, upwards for rho > 1, downwards for rho < 1.
    room = p - (1 - p) * excess
    if room <= 0:
        return None
    return max(1, floor(log(p / room) / log(arrivals / services)) + 1)
