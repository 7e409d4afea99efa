# loses: ack_percentile
# Interpolates between two delays, as numpy does by default.
def lease_seconds(delays: list[float], exactly_once: bool = False) -> int:
    """The seconds of an extension, from past delays: lease_seconds([12.5] * 99 + [300.0]) is 13."""
    least = 60 if exactly_once else 10
    if not delays:
        return least
    place = 0.99 * (len(delays) - 1)
    low = int(place)
    ranked = sorted(delays)
    high = min(low + 1, len(delays) - 1)
    value = ranked[low] + (place - low) * (ranked[high] - ranked[low])
    return max(least, min(600, math.ceil(value)))
