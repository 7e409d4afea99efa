"""Each policy beside libcachesim, beside its own definition written as slowly as can be, and at its edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from course.sim import caches, popularity
from tests.sim import reference

TRACES = reference.traces()
EXACT = {"FIFO": caches.FIFO, "LRU": caches.LRU, "LFU": caches.LFU, "Sieve": caches.Sieve, "ARC": caches.ARC}


def random_replacement(size: int) -> caches.Random:
    return caches.Random(size, np.random.default_rng(3))


EVERY = EXACT | {"S3FIFO": caches.S3FIFO, "WTinyLFU": caches.WTinyLFU, "Random": random_replacement}


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize("policy", EXACT)
def test_hits_as_often_as_libcachesim(policy: str, trace: str) -> None:
    pytest.importorskip("libcachesim")  # not on Windows
    for size in (10, reference.SIZE, 1_000):
        ours = caches.hits(EXACT[policy](size), TRACES[trace])
        assert (ours == reference.hits(policy, size, TRACES[trace])).all(), size


@pytest.mark.parametrize("policy", EXACT)
def test_small_caches_hit_as_libcachesims_do(policy: str) -> None:
    pytest.importorskip("libcachesim")
    rng = np.random.default_rng(9)
    for size in (1, 2, 3, 4, 5, 8, 13) * 6:
        keys = popularity.zipf(3 * size, 0.6, 300, rng)
        assert (caches.hits(EXACT[policy](size), keys) == reference.hits(policy, size, keys)).all(), size


@pytest.mark.parametrize("trace", ["zipf", "scan", "shifting"])
def test_s3fifo_within_half_a_point_of_libcachesim_without_a_loop(trace: str) -> None:
    pytest.importorskip("libcachesim")
    ours = caches.hit_ratio(caches.S3FIFO(reference.SIZE), TRACES[trace])
    assert ours == pytest.approx(reference.hit_ratio("S3FIFO", reference.SIZE, TRACES[trace]), abs=0.005)


@pytest.mark.parametrize("trace", ["zipf", "scan"])
def test_w_tinylfu_within_two_points_of_libcachesim_on_steady_traffic(trace: str) -> None:
    pytest.importorskip("libcachesim")
    for size in (reference.SIZE, 3 * reference.SIZE):
        ours = caches.hit_ratio(caches.WTinyLFU(size), TRACES[trace])
        assert ours == pytest.approx(reference.hit_ratio("WTinyLFU", size, TRACES[trace]), abs=0.02), size


def test_w_tinylfu_forgets_sooner_than_libcachesim() -> None:
    pytest.importorskip("libcachesim")
    ours = caches.hit_ratio(caches.WTinyLFU(reference.SIZE), TRACES["shifting"])
    assert ours > reference.hit_ratio("WTinyLFU", reference.SIZE, TRACES["shifting"]) + 0.02


def test_random_replacement_hits_as_often_as_fifo_on_independent_requests() -> None:
    # Gelenbe 1973: equal in the long run under the independent reference model.
    keys = popularity.zipf(1_000, 0.8, 100_000, np.random.default_rng(5))
    fifo = caches.hit_ratio(caches.FIFO(50), keys)
    assert caches.hit_ratio(random_replacement(50), keys) == pytest.approx(fifo, abs=0.005)
    assert caches.hit_ratio(caches.LRU(50), keys) > fifo + 0.02


def test_random_replacement_alone_survives_a_loop() -> None:
    keys = popularity.loop(150, 30_000)
    assert caches.hit_ratio(caches.LRU(100), keys) == caches.hit_ratio(caches.FIFO(100), keys) == 0
    assert caches.hit_ratio(random_replacement(100), keys) > 0.3


@pytest.mark.parametrize("policy", EVERY)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_never_holds_more_than_its_size(policy: str, size: int) -> None:
    # A policy that keeps too much would hit more than the optimum on some of many short traces.
    rng = np.random.default_rng(size)
    for _ in range(60):
        keys = popularity.zipf(2 * size + 2, 0.7, 200, rng)
        cache = EVERY[policy](size)
        assert caches.hit_ratio(cache, keys) <= caches.optimal(keys, size)


@pytest.mark.parametrize("policy", EVERY)
def test_a_large_enough_cache_misses_each_key_once(policy: str) -> None:
    keys = popularity.zipf(50, 0.5, 2_000, np.random.default_rng(1))
    if policy == "WTinyLFU":  # admits what there is room for, but its window is apart
        assert caches.hit_ratio(caches.WTinyLFU(60), keys) == 1 - 50 / 2_000
    else:
        assert caches.hit_ratio(EVERY[policy](50), keys) == 1 - 50 / 2_000


@pytest.mark.parametrize("policy", EVERY)
def test_takes_no_size_below_one(policy: str) -> None:
    with pytest.raises(ValueError, match="at least one key"):
        EVERY[policy](0)


class SlowSieve:
    """Algorithm 1 of the paper on a list, youngest first, with the hand as an index."""

    def __init__(self, size: int) -> None:
        self.size, self.queue, self.visited, self.hand = size, [], set(), None

    def get(self, key: object) -> bool:
        if key in self.queue:
            self.visited.add(key)
            return True
        if len(self.queue) == self.size:
            at = len(self.queue) - 1 if self.hand is None else self.queue.index(self.hand)
            while self.queue[at] in self.visited:
                self.visited.remove(self.queue[at])
                at = at - 1 if at > 0 else len(self.queue) - 1
            self.hand = self.queue[at - 1] if at > 0 else None
            del self.queue[at]
        self.queue.insert(0, key)
        return False


class SlowS3FIFO:
    """Algorithm 1 of the S3-FIFO paper on lists, the head first."""

    def __init__(self, size: int) -> None:
        self.size, self.small, self.main, self.ghost, self.freq = size, [], [], [], {}

    def get(self, key: object) -> bool:
        if key in self.small or key in self.main:
            self.freq[key] = min(self.freq[key] + 1, 3)
            return True
        known = key in self.ghost
        while len(self.small) + len(self.main) >= self.size:
            if self.small and (len(self.small) >= self.size // 10 or not self.main):
                self.evict_small()
            else:
                self.evict_main()
        self.freq[key] = 0
        (self.main if known else self.small).insert(0, key)
        if known and key in self.ghost:
            self.ghost.remove(key)
        return False

    def evict_small(self) -> None:
        evicted = False
        while not evicted and self.small:
            tail = self.small.pop()
            if self.freq[tail] > 1:
                self.freq[tail] = 0
                self.main.insert(0, tail)
                if len(self.main) > self.size - self.size // 10:
                    self.evict_main()
            else:
                self.ghost.insert(0, tail)
                del self.ghost[self.size - self.size // 10 :]
                evicted = True

    def evict_main(self) -> None:
        while self.freq[self.main[-1]]:
            tail = self.main.pop()
            self.freq[tail] -= 1
            self.main.insert(0, tail)
        self.main.pop()


@pytest.mark.parametrize(("fast", "slow"), [(caches.Sieve, SlowSieve), (caches.S3FIFO, SlowS3FIFO)])
def test_agrees_with_the_paper_request_by_request(
    fast: Callable[[int], caches.Cache], slow: Callable[[int], caches.Cache]
) -> None:
    rng = np.random.default_rng(8)
    for size in (10, 20, 30):
        keys = popularity.interleave(popularity.zipf(60, 0.6, 3_000, rng), popularity.loop(35, 1_000))
        assert (caches.hits(fast(size), keys) == caches.hits(slow(size), keys)).all()


def test_lfu_evicts_the_least_recent_of_the_least_frequent() -> None:
    cache = caches.LFU(3)
    for key in (1, 2, 3, 1, 2, 3, 1):  # 1 three times, 2 before 3
        cache.get(key)
    assert not cache.get(4)  # in the place of 2
    assert cache.get(3)
    assert not cache.get(2)  # in the place of 4; starts at 1 again
    assert not cache.get(4)
    assert cache.get(1)


def test_w_tinylfu_keeps_the_often_asked_through_a_scan() -> None:
    often = popularity.loop(90, 900)
    cache = caches.WTinyLFU(100)
    caches.hit_ratio(cache, often)
    caches.hit_ratio(cache, popularity.scan(1_000, 500))
    assert caches.hits(cache, often[:90]).sum() >= 85
    lru = caches.LRU(100)
    caches.hit_ratio(lru, np.concatenate([often, popularity.scan(1_000, 500)]))
    assert caches.hits(lru, often[:90]).sum() == 0


def test_w_tinylfu_prefers_the_cached_at_equal_frequency() -> None:
    cache = caches.WTinyLFU(100)
    caches.hit_ratio(cache, np.arange(200))  # each once: 0 … 98 find room, the others meet equals
    assert caches.hits(cache, np.arange(99)).sum() >= 95  # but for newcomers that share all their counters


def test_frequencies_never_undercount_until_they_fade() -> None:
    from course.sim.caches.tinylfu import Frequencies

    counted = Frequencies(50, sample=10_000)
    keys = popularity.zipf(400, 0.7, 1_500, np.random.default_rng(4))
    for key in keys.tolist():
        counted.add(key)
    true = np.minimum(np.bincount(keys, minlength=400), 15)
    found = np.array([counted.estimate(key) for key in range(400)])
    assert (found >= true).all()
    assert found.sum() < true.sum() * 1.3
    small = Frequencies(50, sample=100)
    for _ in range(100):
        small.add(7)
    assert small.estimate(7) == 15 // 2
