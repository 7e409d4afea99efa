# A histogram of whole seconds, as clients keep one.
from collections import Counter


def lease_seconds(delays: list[float], exactly_once: bool = False) -> int:
    histogram = Counter(math.ceil(delay) for delay in delays)
    seen = answer = 0
    for seconds in sorted(histogram):
        if 100 * seen < 99 * len(delays):
            answer = seconds
        seen += histogram[seconds]
    return max(answer if answer < 600 else 600, 60 if exactly_once else 10)
