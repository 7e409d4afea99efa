"""Cache replacement policies of a fixed number of keys, and what they can at best reach.

    from course.sim import caches, popularity

    keys = popularity.zipf(100_000, 0.9, 1_000_000, rng)
    caches.hit_ratio(caches.Sieve(1_000), keys)     # any object with `get(key) -> bool` will do
    caches.optimal(keys, 1_000)
    caches.miss_ratio_curve(keys, [10, 100, 1_000])
"""

from course.sim.caches.arc import ARC
from course.sim.caches.cache import Cache, hit_ratio, hits
from course.sim.caches.offline import miss_ratio_curve, optimal, stack_distances
from course.sim.caches.s3fifo import S3FIFO
from course.sim.caches.sieve import Sieve
from course.sim.caches.simple import FIFO, LFU, LRU, Random
from course.sim.caches.tinylfu import WTinyLFU

__all__ = [
    "ARC",
    "Cache",
    "FIFO",
    "LFU",
    "LRU",
    "Random",
    "S3FIFO",
    "Sieve",
    "WTinyLFU",
    "hit_ratio",
    "hits",
    "miss_ratio_curve",
    "optimal",
    "stack_distances",
]
