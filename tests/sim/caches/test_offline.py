"""The optimum and LRU's curve beside libcachesim and beside brute force."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from course.sim import caches, popularity
from tests.sim import reference

TRACES = reference.traces()


@pytest.mark.parametrize("trace", TRACES)
def test_optimal_hits_as_often_as_libcachesims_belady(trace: str) -> None:
    pytest.importorskip("libcachesim")
    for size in (10, reference.SIZE, 1_000):
        assert caches.optimal(TRACES[trace], size) == reference.hit_ratio("Belady", size, TRACES[trace]), size


def test_optimal_is_the_best_of_all_choices() -> None:
    rng = np.random.default_rng(6)
    for size in (1, 2, 3):
        for _ in range(15):
            keys = popularity.zipf(5, 0.3, 12, rng)
            assert caches.optimal(keys, size) == best_of_all(tuple(keys.tolist()), size) / len(keys)


def best_of_all(keys: tuple[int, ...], size: int) -> int:
    """Most hits by any choice of victims, all tried; a miss is always stored."""

    @cache
    def most(at: int, cached: frozenset[int]) -> int:
        if at == len(keys):
            return 0
        key = keys[at]
        if key in cached:
            return 1 + most(at + 1, cached)
        if len(cached) < size:
            return most(at + 1, cached | {key})
        return max(most(at + 1, cached - {victim} | {key}) for victim in cached)

    return most(0, frozenset())


@pytest.mark.parametrize("trace", TRACES)
def test_one_pass_gives_lrus_misses_at_every_size(trace: str) -> None:
    sizes = [1, 2, 10, 100, 999, 20_000]
    simulated = [1 - caches.hit_ratio(caches.LRU(size), TRACES[trace]) for size in sizes]
    assert caches.miss_ratio_curve(TRACES[trace], sizes) == pytest.approx(simulated, abs=1e-12)


def test_stack_distance_counts_different_keys() -> None:
    inf = float("inf")
    keys = np.array([7, 7, 8, 9, 8, 7, 5])
    assert caches.stack_distances(keys).tolist() == [inf, 1, inf, inf, 2, 3, inf]
    rng = np.random.default_rng(2)
    keys = popularity.zipf(40, 0.5, 700, rng)
    brute = []
    for at, key in enumerate(keys.tolist()):
        before = np.flatnonzero(keys[:at] == key)
        brute.append(len(set(keys[before[-1] : at].tolist())) if len(before) else inf)
    assert caches.stack_distances(keys).tolist() == brute


def test_one_request_or_none() -> None:
    assert caches.stack_distances(np.array([3])).tolist() == [float("inf")]
    nothing = np.array([], dtype=np.int64)
    assert caches.stack_distances(nothing).tolist() == []
    with pytest.raises(ValueError, match="at least one request"):
        caches.optimal(nothing, 3)
    with pytest.raises(ValueError, match="at least one request"):
        caches.miss_ratio_curve(nothing, [3])
