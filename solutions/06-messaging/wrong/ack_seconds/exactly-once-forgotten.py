# loses: ack_percentile
# The same minimum with and without exactly-once delivery.
def lease_seconds(delays: list[float], exactly_once: bool = False) -> int:
    """The seconds of an extension, from past delays: lease_seconds([12.5] * 99 + [300.0]) is 13."""
    least = 10
    if not delays:
        return least
    rank = -(-99 * len(delays) // 100)  # rounded up, in whole numbers
    return max(least, min(600, math.ceil(sorted(delays)[rank - 1])))
