"""Interleaving and the bootstrap interval, checked against distributions whose ratio is known."""

import gc

import numpy as np
import pytest

from course.measure import eventually, interleave
from course.measure.timing import Timings


def test_each_round_runs_every_function_once_in_alternating_order_after_a_warm_up():
    calls = []
    times = interleave({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=4)
    assert "".join(calls) == "ab" + "ab" + "ba" + "ab" + "ba"
    assert {name: len(seconds) for name, seconds in times.items()} == {"a": 4, "b": 4}
    assert all(second >= 0 for seconds in times.values() for second in seconds)


def test_the_garbage_collector_rests_during_the_rounds_and_is_back_after():
    seen = []
    interleave({"a": lambda: seen.append(gc.isenabled())}, rounds=3)
    assert seen == [True, False, False, False]
    assert gc.isenabled()


def test_the_garbage_collector_is_back_after_an_error():
    turns = iter([0, 1])
    with pytest.raises(StopIteration):
        interleave({"a": lambda: next(turns)})
    assert gc.isenabled()


def test_ratio_of_known_samples():
    times = Timings({"slow": [2.0, 4.0, 6.0], "fast": [1.0, 2.0, 3.0]})
    ratio = times.ratio("slow", "fast")
    assert ratio.value == 2
    assert ratio.low == ratio.high == 2  # every round agrees
    assert times.median("slow") == 4


def test_the_same_rounds_give_the_same_interval():
    rng = np.random.default_rng(0)
    times = Timings({"a": list(rng.lognormal(size=9)), "b": list(rng.lognormal(size=9))})
    assert times.ratio("a", "b") == times.ratio("a", "b")


def test_the_interval_covers_the_true_ratio_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits, trials, rounds = 0, 200, 7
    for _ in range(trials):
        moment = rng.lognormal(0, 0.2, rounds)  # what slows both sides of a round alike
        over, under = (moment * rng.lognormal(0, 0.1, rounds) for _ in range(2))
        ratio = Timings({"a": list(3 * over), "b": list(under)}).ratio("a", "b")
        hits += ratio.low <= 3 <= ratio.high
    assert 0.88 <= hits / trials <= 1.0


def test_a_real_difference_is_found():
    ratio = interleave({"much": lambda: sum(range(200_000)), "little": lambda: sum(range(200))}).ratio("much", "little")
    assert ratio.low > 10


def test_bad_input_is_explained():
    with pytest.raises(TypeError, match="functions by name"):
        interleave({"a": 3})
    with pytest.raises(TypeError, match="functions by name"):
        interleave({})
    with pytest.raises(ValueError, match="at least 3"):
        interleave({"a": int}, rounds=2)
    with pytest.raises(KeyError, match="'c' was not timed; timed are 'a'"):
        Timings({"a": [1.0]})["c"]
    with pytest.raises(ValueError, match="faster than the clock"):
        Timings({"a": [1.0], "b": [0.0]}).ratio("a", "b")


def test_eventually_waits_until_it_is_true():
    answers = iter([False, 0, "yes"])
    assert eventually(lambda: next(answers), timeout=5)


def test_eventually_gives_up_and_asks_at_least_once():
    asked = []
    assert not eventually(lambda: asked.append(1), timeout=0)
    assert asked == [1]
    with pytest.raises(TypeError, match="ask again"):
        eventually(True)
