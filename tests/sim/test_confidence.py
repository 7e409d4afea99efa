import numpy as np
import pytest

from course import sim
from course.sim.confidence import t_quantile


@pytest.mark.parametrize(
    ("level", "freedom", "quantile"),
    # printed tables of Student's t
    [
        (0.95, 1, 12.706),
        (0.95, 2, 4.303),
        (0.95, 3, 3.182),
        (0.95, 10, 2.228),
        (0.95, 19, 2.093),
        (0.99, 9, 3.250),
        (0.99, 24, 2.797),
        (0.90, 30, 1.697),
        (0.80, 7, 1.415),
        (0.95, 1000, 1.962),
    ],
)
def test_student_s_t(level, freedom, quantile):
    assert t_quantile(level, freedom) == pytest.approx(quantile, abs=0.0006)


def test_an_interval_by_hand():
    # means of batches of two: 2, 4, 6, 8, 10; their standard deviation is √10
    interval = sim.batch_means([99, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11], batches=5, warm_up=1)
    assert (interval.mean, interval.batches) == (6, 5)
    assert interval.half_width == pytest.approx(2.776 * np.sqrt(10 / 5), abs=0.001)
    assert (interval.low, interval.high) == (6 - interval.half_width, 6 + interval.half_width)
    assert interval.precision == interval.half_width / 6
    assert interval.low in interval and interval.high + 1e-9 not in interval
    assert interval.correlation == pytest.approx(1 - 16 / 80)
    assert not interval.independent


def test_a_remainder_is_dropped_at_the_start():
    assert sim.batch_means([1000, *[1, 2, 3, 4, 5] * 2], batches=5).mean == 3


def test_it_covers_the_mean_as_often_as_it_says():
    """M/M/1 at 50 % utilisation, 400 runs; the interval that forgets the correlation is wrong most of the time."""
    theory, count, runs = sim.mm1(5, 0.1).mean_wait, 20_000, 400
    hits = naive = suspected = 0
    for rng in np.random.default_rng(11).spawn(runs):
        waits = sim.fifo_waits(sim.take(sim.poisson(5, rng), count), sim.exponential(0.1, rng).draw(count))
        interval = sim.batch_means(waits, warm_up=1000)
        hits += theory in interval
        suspected += not interval.independent
        naive += abs(waits.mean() - theory) <= 1.96 * waits.std() / np.sqrt(count)
    assert 0.92 <= hits / runs <= 0.98
    assert suspected / runs < 0.10
    assert naive / runs < 0.70


def test_batches_that_are_too_short_are_called_correlated():
    rng = np.random.default_rng(12)
    waits = sim.fifo_waits(sim.take(sim.poisson(8, rng), 100_000), sim.exponential(0.1, rng).draw(100_000))
    assert not sim.batch_means(waits[:2000], batches=100).independent
    assert sim.batch_means(waits, batches=20).independent
    assert sim.batch_means(rng.normal(size=2000), batches=100).independent


def test_values_that_do_not_vary():
    interval = sim.replications([2.0] * 6)
    assert (interval.mean, interval.half_width, interval.independent) == (2, 0, True)


def test_bad_input_is_explained():
    with pytest.raises(ValueError, match="3 values do not fill 20 batches; run longer or take fewer"):
        sim.batch_means([1, 2, 3])
    with pytest.raises(ValueError, match="batches is 2; give a whole number of at least 5"):
        sim.batch_means(range(100), batches=2)
    with pytest.raises(ValueError, match="warm_up is -5"):
        sim.batch_means(range(100), warm_up=-5)
    with pytest.raises(ValueError, match="level is 95; give a number between 0 and 1"):
        sim.batch_means(range(100), level=95)
    with pytest.raises(ValueError, match="some values are NaN"):
        sim.batch_means([float("nan")] * 100)
