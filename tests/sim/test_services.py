import numpy as np
import pytest

from course import sim
from tests.sim.evidence import LEVEL, agree

SERVICES = {
    "exponential": lambda rng: sim.exponential(0.2, rng),
    "lognormal": lambda rng: sim.lognormal(0.2, 1.5, rng),
    "hyperexponential": lambda rng: sim.hyperexponential(0.2, 2, rng),
    "pareto": lambda rng: sim.pareto(0.2, 1.5, 100, rng),
    "pareto with a whole shape": lambda rng: sim.pareto(0.2, 1, 100, rng),
    "pareto whose tail is light": lambda rng: sim.pareto(0.2, 2, 100, rng),
}


@pytest.mark.parametrize("name", SERVICES)
def test_each_knows_its_mean_and_its_variability(name):
    service = SERVICES[name](np.random.default_rng(1))
    times = service.draw(400_000)
    assert service.mean == 0.2
    assert times.min() > 0
    agree(sim.batch_means(times, level=LEVEL), 0.2, within=0.03)
    # the second moment is a mean too
    agree(sim.batch_means(times**2, level=LEVEL), 0.2**2 * (1 + service.scv), within=0.08)


@pytest.mark.parametrize("name", SERVICES)
def test_one_by_one_they_are_the_same_numbers(name):
    one_by_one = SERVICES[name](np.random.default_rng(2))
    at_once = SERVICES[name](np.random.default_rng(2))
    assert [one_by_one() for _ in range(1024)] == at_once.draw(1024).tolist()
    assert len({one_by_one() for _ in range(3000)}) == 3000  # the next blocks are new


def test_their_squared_coefficients_of_variation():
    rng = np.random.default_rng(0)
    assert sim.deterministic(0.2).scv == 0
    assert sim.exponential(0.2, rng).scv == 1
    assert sim.lognormal(0.2, 1.5, rng).scv == 2.25
    assert sim.hyperexponential(0.2, 3, rng).scv == 9


def test_deterministic_service_is_its_mean():
    service = sim.deterministic(0.2)
    assert {service() for _ in range(2000)} == {0.2}
    assert service.draw(3).tolist() == [0.2, 0.2, 0.2]


def test_both_kinds_of_a_hyperexponential_bring_the_same_load():
    # Balanced means for cv 3: p = (1 + √0.8) / 2 of them with mean 1 / 2p bring half of the load.
    times = sim.hyperexponential(1, 3, np.random.default_rng(3)).draw(400_000)
    fast = (1 + np.sqrt(0.8)) / 2
    beyond = 4.0
    tail = fast * np.exp(-beyond * 2 * fast) + (1 - fast) * np.exp(-beyond * 2 * (1 - fast))
    agree(sim.batch_means(times > beyond, level=LEVEL), tail, within=0.05)
    assert sim.hyperexponential(1, 1, np.random.default_rng(3)).scv == 1


def test_a_bounded_pareto_has_a_power_law_between_its_bounds():
    times = sim.pareto(1, 1.2, 1000, np.random.default_rng(4)).draw(400_000)
    low = times.min()
    assert times.max() <= 1000 * low * 1.001
    for factor in (2, 10, 100):
        tail = (factor**-1.2 - 1000**-1.2) / (1 - 1000**-1.2)
        agree(sim.batch_means(times > factor * low, level=LEVEL), tail, within=0.12)


def test_bad_input_is_explained():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="mean is 0; give a positive, finite number"):
        sim.exponential(0, rng)
    with pytest.raises(ValueError, match="mean is -1"):
        sim.deterministic(-1)
    with pytest.raises(ValueError, match="cv is 0"):
        sim.lognormal(1, 0, rng)
    with pytest.raises(ValueError, match="cv is 0.5; a mixture of exponentials has at least 1"):
        sim.hyperexponential(1, 0.5, rng)
    with pytest.raises(ValueError, match="spread is 1; it is the longest service over the shortest"):
        sim.pareto(1, 1.5, 1, rng)
    with pytest.raises(ValueError, match="shape is -1"):
        sim.pareto(1, -1, 10, rng)
    with pytest.raises(ValueError, match="count is 0"):
        sim.exponential(1, rng).draw(0)
