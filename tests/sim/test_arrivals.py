import numpy as np
import pytest
import simpy

from course import sim
from tests.sim.evidence import LEVEL, agree


def counts(arrivals, window, windows):
    """Arrivals in each of so many windows of that many seconds."""
    found, now = np.zeros(windows, int), 0.0
    for gap in arrivals:
        now += gap
        if now >= window * windows:
            return found
        found[int(now / window)] += 1
    raise AssertionError("the source ended before the last window")


def dispersion(make, window, runs=20, windows=400):
    """Variance over mean of the counts, from independent runs."""
    found = [counts(make(rng), window, windows) for rng in np.random.default_rng(5).spawn(runs)]
    return sim.replications([count.var(ddof=1) / count.mean() for count in found], level=LEVEL)


def test_a_poisson_process_has_its_rate_and_counts_as_variable_as_their_mean():
    gaps = sim.take(sim.poisson(4, np.random.default_rng(1)), 100_000)
    agree(sim.batch_means(gaps, level=LEVEL), 1 / 4, within=0.02)
    assert gaps.std() == pytest.approx(1 / 4, rel=0.02)  # exponential
    agree(dispersion(lambda rng: sim.poisson(4, rng), window=3), 1, within=0.07)


@pytest.mark.parametrize("window", [0.5, 5, 50])
def test_bursts_are_as_dispersed_as_the_formula_says(window):
    source = sim.bursty(quiet=1, burst=9, quiet_for=3, burst_for=1, rng=np.random.default_rng(2))
    assert source.dispersion(window) > 2
    agree(
        dispersion(lambda rng: sim.bursty(quiet=1, burst=9, quiet_for=3, burst_for=1, rng=rng), window),
        source.dispersion(window),
        within=0.08,
    )


def test_bursts_have_their_mean_rate_and_a_limit_of_dispersion():
    source = sim.bursty(quiet=1, burst=9, quiet_for=3, burst_for=1, rng=np.random.default_rng(3))
    assert source.rate == 3
    agree(sim.replications(counts(source, 200, 60) / 200, level=LEVEL), 3, within=0.05)
    assert source.dispersion(1e-6) == pytest.approx(1, abs=1e-4)
    assert source.dispersion() == pytest.approx(7)  # 1 + 2·8²·(1/3) / ((4/3)²·(1·1 + 9/3)) = 1 + 6
    assert source.dispersion(1e6) == pytest.approx(7, abs=1e-4)
    assert sim.bursty(5, 5, 1, 1, np.random.default_rng(0)).dispersion() == 1  # two equal states are one


def test_bursts_are_in_equilibrium_from_the_start():
    sources = [sim.bursty(1, 9, 3, 1, rng) for rng in np.random.default_rng(10).spawn(4000)]
    agree(sim.replications([counts(source, 0.5, 1)[0] for source in sources], level=LEVEL), 3 * 0.5, within=0.1)


def test_a_source_that_is_silent_between_bursts():
    source = sim.bursty(quiet=0, burst=10, quiet_for=9, burst_for=1, rng=np.random.default_rng(4))
    agree(sim.replications(counts(source, 500, 60) / 500, level=LEVEL), 1, within=0.12)


def test_the_day_s_rate_is_followed():
    days, hours = 300, np.arange(24)
    folded = np.zeros(24)
    for number, count in enumerate(counts(sim.diurnal(50, 0.8, np.random.default_rng(6), period=24), 1, 24 * days)):
        folded[number % 24] += count
    # the integral of 50·(1 + 0.8·sin(2πt / 24)) over each hour
    turn = 2 * np.pi / 24
    expected = days * 50 * (1 + 0.8 * (np.cos(turn * hours) - np.cos(turn * (hours + 1))) / turn)
    assert ((folded - expected) ** 2 / expected).sum() < 51.2  # χ² with 24 degrees of freedom, 99.9 %


def test_a_rate_that_jumps():
    def sale(t):
        return 100 if 10 <= t < 20 else 5

    ten_seconds = counts(sim.varying(sale, 100, np.random.default_rng(7)), 10, 3)
    assert ten_seconds == pytest.approx([50, 1000, 50], abs=4 * np.sqrt(1000))
    assert max(ten_seconds[0], ten_seconds[2]) < 50 + 4 * np.sqrt(50)


def test_a_rate_above_the_peak_is_refused():
    too_high = sim.varying(lambda t: 3, 2, np.random.default_rng(8))
    with pytest.raises(ValueError, match=r"the rate at .* s is 3; it has to stay between 0 and the peak, 2"):
        next(too_high)


def test_a_trace_plays_its_times():
    env, seen = simpy.Environment(), []

    def customer():
        seen.append(env.now)
        yield env.timeout(1)

    sim.drive(env, sim.trace([0.5, 0.5, 2.25]), customer)
    env.run()
    assert seen == [0.5, 0.5, 2.25]


def test_as_many_customers_come_as_asked_for_and_a_run_repeats():
    def times():
        env, seen = simpy.Environment(), []

        def customer():
            seen.append(env.now)
            yield env.timeout(0)

        source = sim.drive(env, sim.poisson(2, np.random.default_rng(9)), customer, count=1500)
        env.run(source)
        return seen

    assert len(times()) == 1500
    assert times() == times()


def test_bad_input_is_explained_before_the_simulation_runs():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="rate is -1; give a positive, finite number"):
        sim.poisson(-1, rng)
    with pytest.raises(ValueError, match="peak is nan"):
        sim.varying(lambda t: 1, float("nan"), rng)
    with pytest.raises(ValueError, match="swing is 1.5; a rate cannot fall below zero"):
        sim.diurnal(10, 1.5, rng)
    with pytest.raises(ValueError, match="period is 0"):
        sim.diurnal(10, 0.5, rng, period=0)
    with pytest.raises(ValueError, match="nothing ever arrives"):
        sim.bursty(0, 0, 1, 1, rng)
    with pytest.raises(ValueError, match="burst_for is 0"):
        sim.bursty(1, 2, 1, 0, rng)
    with pytest.raises(ValueError, match="window is -1"):
        sim.bursty(1, 2, 1, 1, rng).dispersion(-1)
    with pytest.raises(ValueError, match=r"times\[2\] is 1; sort the times"):
        sim.trace([1, 2, 1])
    with pytest.raises(ValueError, match=r"times\[0\] is -1"):
        sim.trace([-1, 2])
    with pytest.raises(ValueError, match=r"times\[1\] is nan"):
        sim.trace([1, float("nan"), 3])
    with pytest.raises(ValueError, match="the source has 2 arrivals, not 3"):
        sim.take(sim.trace([1, 2]), 3)
    with pytest.raises(ValueError, match="count is 0; give a whole number of at least 1"):
        sim.drive(simpy.Environment(), sim.trace([1]), lambda: iter(()), count=0)
