# loses: ack_percentile
# Rounds the rank to the nearest one.
def lease_seconds(delays: list[float], exactly_once: bool = False) -> int:
    """The seconds of an extension, from past delays: lease_seconds([12.5] * 99 + [300.0]) is 13."""
    least = 60 if exactly_once else 10
    if not delays:
        return least
    rank = max(1, round(0.99 * len(delays)))
    return max(least, min(600, math.ceil(sorted(delays)[rank - 1])))
