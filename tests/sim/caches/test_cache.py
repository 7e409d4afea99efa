"""Hit ratios, and a policy that a lesson plugs in."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pytest

from course.sim import caches


class MostRecentOnly:
    """The last key alone."""

    def __init__(self) -> None:
        self.last: Hashable = None

    def get(self, key: Hashable) -> bool:
        hit, self.last = key == self.last, key
        return hit


def test_any_object_with_get_is_a_cache() -> None:
    keys = np.array([1, 1, 2, 2, 2, 1])
    assert caches.hits(MostRecentOnly(), keys).tolist() == [False, True, False, True, True, False]
    assert caches.hit_ratio(MostRecentOnly(), keys) == 0.5


def test_a_second_call_measures_a_warm_cache() -> None:
    cache, keys = caches.LRU(3), np.array([1, 2, 3])
    assert (caches.hit_ratio(cache, keys), caches.hit_ratio(cache, keys)) == (0.0, 1.0)


def test_no_requests_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="at least one request"):
        caches.hit_ratio(caches.LRU(3), np.array([], dtype=np.int64))
    assert len(caches.hits(caches.LRU(3), np.array([], dtype=np.int64))) == 0
