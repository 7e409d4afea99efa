"""The formulas beside simulations that do not know them, and beside published figures."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from course.sim import cache_theory, caches, popularity


def test_che_predicts_lru_and_fifo_on_zipf_traffic() -> None:
    # The figure of the caching lesson: Zipf 0.9, 1 % of 100,000 keys.
    n, size = 100_000, 1_000
    shares = popularity.zipf_shares(n, 0.9)
    assert cache_theory.che_hit_ratio(shares, size) == pytest.approx(0.342, abs=0.0005)
    keys = popularity.zipf(n, 0.9, 400_000, np.random.default_rng(1))
    for policy, cache in {"LRU": caches.LRU(size), "FIFO": caches.FIFO(size)}.items():
        caches.hit_ratio(cache, keys[:50_000])
        simulated = caches.hit_ratio(cache, keys[50_000:])
        assert cache_theory.che_hit_ratio(shares, size, policy) == pytest.approx(simulated, abs=0.003)


def test_che_predicts_each_key() -> None:
    shares = popularity.zipf_shares(500, 0.8)
    keys = popularity.zipf(500, 0.8, 300_000, np.random.default_rng(2))
    for policy, cache in {"LRU": caches.LRU(50), "FIFO": caches.FIFO(50)}.items():
        found = caches.hits(cache, keys)
        measured = np.array([found[keys == key].mean() for key in (0, 5, 50, 400)])
        expected = cache_theory.che_hit_ratios(shares, 50, policy)[[0, 5, 50, 400]]
        assert measured == pytest.approx(expected, abs=0.025), policy


def test_characteristic_time_is_when_the_cache_is_full() -> None:
    rates = np.array([5.0, 3.0, 2.0, 1.0, 0.0])
    lru = cache_theory.characteristic_time(rates, 2)
    assert (1 - np.exp(-rates * lru)).sum() == pytest.approx(2)
    fifo = cache_theory.characteristic_time(rates, 2, "FIFO")
    assert (rates * fifo / (1 + rates * fifo)).sum() == pytest.approx(2)
    assert cache_theory.characteristic_time(rates * 60, 2) == pytest.approx(lru / 60)
    with pytest.raises(ValueError, match="no characteristic time"):
        cache_theory.characteristic_time(rates, 4)


def test_what_fits_always_hits() -> None:
    rates = np.array([5.0, 3.0, 0.0])
    assert cache_theory.che_hit_ratios(rates, 2).tolist() == [1, 1, 0]
    assert cache_theory.che_hit_ratio(rates, 3) == 1


@pytest.mark.parametrize("sliding", [False, True])
def test_ttl_hits_as_simulated(sliding: bool) -> None:
    rate, ttl = 0.3, 5.0
    expires, hits, arrivals = -1.0, 0, np.cumsum(np.random.default_rng(3).exponential(1 / rate, 200_000))
    for now in arrivals.tolist():
        hit = now <= expires
        hits += hit
        if sliding or not hit:
            expires = now + ttl
    formula = cache_theory.sliding_ttl_hit_ratio if sliding else cache_theory.ttl_hit_ratio
    assert formula(rate, ttl) == pytest.approx(hits / len(arrivals), abs=0.004)


def test_ttl_hit_ratio_with_the_expected_number_of_requests() -> None:
    # A request every 10 s exactly, kept for 35 s: one miss, three hits, and again.
    assert cache_theory.ttl_hit_ratio(rate=3, ttl=1) == 0.75


def test_bloom_filter_is_as_wrong_as_simulated() -> None:
    bits, keys, hashes = 4_000, 500, 4
    field = np.zeros(bits, dtype=bool)

    def places(key: int) -> list[int]:
        digest = hashlib.blake2b(key.to_bytes(8, "big")).digest()
        return [int.from_bytes(digest[8 * i : 8 * i + 8], "big") % bits for i in range(hashes)]

    for key in range(keys):
        field[places(key)] = True
    wrong = sum(bool(field[places(key)].all()) for key in range(10**6, 10**6 + 60_000)) / 60_000
    assert cache_theory.bloom_false_positive_rate(bits, keys, hashes) == pytest.approx(wrong, rel=0.1)


def test_bloom_filter_at_the_textbook_point() -> None:
    # 10 bits a key and 7 hashes: 0.8 % (Broder and Mitzenmacher 2004: 0.6185^(m/n) with the best number of hashes).
    rate = cache_theory.bloom_false_positive_rate(10_000_000, 1_000_000, 7)
    assert rate == pytest.approx(0.6185**10, rel=0.02)


def test_published_constants() -> None:
    assert round(100 * cache_theory.hyperloglog_standard_error(16_384), 2) == 0.81  # Redis manual, HyperLogLog
    assert cache_theory.space_saving_error(1_000_000, 100) == 10_000


def test_space_saving_never_exceeds_its_bound() -> None:
    counters = 20
    keys = popularity.zipf(2_000, 0.8, 20_000, np.random.default_rng(4))
    summary: dict[int, int] = {}
    for key in keys.tolist():
        if key in summary or len(summary) < counters:
            summary[key] = summary.get(key, 0) + 1
        else:
            smallest = min(summary, key=summary.__getitem__)
            summary[key] = summary.pop(smallest) + 1
    true = np.bincount(keys, minlength=2_000)
    bound = cache_theory.space_saving_error(len(keys), counters)
    assert max(summary[key] - true[key] for key in summary) <= bound
    assert set(np.flatnonzero(true > bound).tolist()) <= set(summary)
