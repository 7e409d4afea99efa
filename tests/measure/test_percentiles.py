import numpy as np
import pytest

from course.measure import percentile, percentiles


def test_they_equal_numpys():
    rng = np.random.default_rng(3)
    for size in (1, 2, 7, 100, 1001):
        sample = rng.lognormal(size=size)
        points = (0, 1, 50, 95, 99, 99.9, 100)
        assert percentiles(sample, points) == pytest.approx(np.percentile(sample, points))


def test_known_values_by_hand():
    assert percentile([1, 2, 3, 4], 50) == 2.5
    assert percentile(range(101), 99) == 99
    assert percentiles(iter([5])) == (5.0, 5.0, 5.0)


def test_bad_input_is_explained():
    with pytest.raises(ValueError, match="empty"):
        percentile([], 50)
    with pytest.raises(ValueError, match="1 of 2 values are NaN"):
        percentile([1.0, float("nan")], 50)
    with pytest.raises(ValueError, match="between 0 and 100, not 101"):
        percentile([1], 101)
