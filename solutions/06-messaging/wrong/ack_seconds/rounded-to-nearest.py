# loses: ack_percentile
# Rounds 12.5 seconds to 12.
def lease_seconds(delays: list[float], exactly_once: bool = False) -> int:
    """The seconds of an extension, from past delays: lease_seconds([12.5] * 99 + [300.0]) is 13."""
    least = 60 if exactly_once else 10
    if not delays:
        return least
    rank = -(-99 * len(delays) // 100)  # rounded up, in whole numbers
    return max(least, min(600, round(sorted(delays)[rank - 1])))
