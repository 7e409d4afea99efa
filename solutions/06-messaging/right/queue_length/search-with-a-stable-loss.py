# Doubles and halves, with the loss as a ratio of expm1.
def queue_size(arrivals: float, services: float, p: float) -> int | None:
    """The smallest K of an M/M/1/K that loses less than the share `p`; None if every K loses more."""
    import math

    if arrivals <= 0 or services <= 0 or not 0 < p < 1:
        raise ValueError("out of range")
    rho = arrivals / services
    e = (arrivals - services) / services
    if e > 0 and p * (1 + e) <= e:
        return None
    rate = 0.0 if e == 0 else math.log1p(e) if abs(e) < 0.5 else math.log(rho)

    def loses_less(k):
        """P_K = (rho - 1) / (rho - rho^-K), or rho^K (1 - rho) / (1 - rho^(K+1))."""
        if e == 0:
            return p * (k + 1) > 1
        if e > 0:
            return e < p * (e - math.expm1(-k * rate))
        return e * math.exp(k * rate) > p * math.expm1((k + 1) * rate)

    high = 1
    while not loses_less(high):
        high *= 2
        if high > 1 << 60:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if loses_less(middle):
            high = middle
        else:
            low = middle
    return high
