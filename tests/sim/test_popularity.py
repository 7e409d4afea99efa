"""Traces: their shares, their order, and that a seed fixes them."""

from __future__ import annotations

import numpy as np
import pytest

from course.sim import popularity


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_zipf_has_the_shares_of_the_law() -> None:
    n, count = 1_000, 400_000
    found = np.bincount(popularity.zipf(n, 0.9, count, rng()), minlength=n)
    expected = count * popularity.zipf_shares(n, 0.9)
    chi_square = ((found - expected) ** 2 / expected).sum()
    # 999 degrees of freedom: mean 999, standard deviation 44.7.
    assert 999 - 4 * 44.7 < chi_square < 999 + 4 * 44.7


def test_shares_fall_as_a_power_of_the_rank() -> None:
    shares = popularity.zipf_shares(50, 1.2)
    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[31] == pytest.approx(32**1.2)
    assert popularity.zipf_shares(4, 0).tolist() == [0.25] * 4


def test_hot_spot_gives_few_keys_most_requests() -> None:
    keys = popularity.hot_spot(1_000, 0.1, 0.9, 200_000, rng())
    assert (keys < 100).mean() == pytest.approx(0.9, abs=0.003)
    counts = np.bincount(keys, minlength=1_000)
    assert len(counts) == 1_000
    assert counts[:100].mean() == pytest.approx(1_800, rel=0.01)
    assert counts[:100].std() < 100 and counts[100:].std() < 12  # uniform on each side: about 42 and 5
    assert counts.min() > 0


def test_scan_never_repeats_and_never_meets_the_others() -> None:
    assert popularity.scan(5, 4).tolist() == [5, 6, 7, 8]


def test_loop_begins_again() -> None:
    assert popularity.loop(3, 7).tolist() == [0, 1, 2, 0, 1, 2, 0]


def test_shifting_moves_the_ranking_on() -> None:
    keys = popularity.shifting(100, 1.1, 40_000, rng(), every=10_000, by=30)
    tops = [int(np.bincount(part).argmax()) for part in keys.reshape(4, -1)]
    assert tops == [0, 30, 60, 90]
    steady = popularity.zipf(100, 1.1, 40_000, rng())
    assert (keys[:10_000] == steady[:10_000]).all()
    assert (keys[10_000:20_000] == (steady[10_000:20_000] + 30) % 100).all()


def test_interleaving_spreads_each_trace_evenly_in_its_own_order() -> None:
    crowd, crawler = popularity.loop(10, 80), popularity.scan(10, 20)
    both = popularity.interleave(crowd, crawler)
    assert both[both < 10].tolist() == crowd.tolist()
    assert both[both >= 10].tolist() == crawler.tolist()
    assert (np.add.reduceat(both >= 10, np.arange(0, 100, 5)) == 1).all()
    assert popularity.interleave(np.array([1, 2, 3, 4]), np.array([9])).tolist() == [1, 2, 9, 3, 4]


@pytest.mark.parametrize(
    "make",
    [
        lambda r: popularity.zipf(50, 0.9, 500, r),
        lambda r: popularity.hot_spot(50, 0.2, 0.8, 500, r),
        lambda r: popularity.shifting(50, 0.9, 500, r, every=100, by=7),
    ],
)
def test_a_seed_fixes_the_trace(make) -> None:  # type: ignore[no-untyped-def]
    first = make(rng())
    assert (first == make(rng())).all()
    assert (first != make(np.random.default_rng(12))).any()
    assert first.dtype == np.int64 and len(first) == 500 and first.min() >= 0 and first.max() < 50


def test_zipf_stays_the_same_from_version_to_version() -> None:
    drawn = popularity.zipf(1_000, 0.99, 8, np.random.default_rng(0))
    assert drawn.tolist() == [69, 3, 0, 0, 257, 531, 55, 138]


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="exponent"):
        popularity.zipf(10, -1, 5, rng())
    with pytest.raises(ValueError, match="at least one key"):
        popularity.zipf(0, 1, 5, rng())
    with pytest.raises(ValueError, match="shares"):
        popularity.hot_spot(10, 0, 0.5, 5, rng())
