# loses: queue_formula, queue_far
# Tries one K after another with the powers of the formula, up to a bound.
def queue_size(arrivals: float, services: float, p: float) -> int | None:
    """The smallest K of an M/M/1/K that loses less than the share `p`; None if every K loses more."""
    rho = arrivals / services
    for k in range(1, 200):
        loss = 1 / (k + 1) if rho == 1 else (1 - rho) * rho**k / (1 - rho ** (k + 1))
        if loss < p:
            return k
    return None
