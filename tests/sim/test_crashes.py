"""Schedules of crashes in simulated time, and every point at which a procedure can die."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import simpy

from course.sim import crashes


@dataclass
class Queue:
    """A broker's queue and the effects of what was processed, both durable."""

    waiting: list[str] = field(default_factory=lambda: ["a", "b"])
    effects: list[str] = field(default_factory=list)


def process_first(state: Queue) -> Generator[str, None, None]:
    while state.waiting:
        yield "receive"
        message = state.waiting[0]
        yield "process"
        state.effects.append(message)
        yield "acknowledge"
        state.waiting.pop(0)


def acknowledge_first(state: Queue) -> Generator[str, None, None]:
    while state.waiting:
        yield "receive"
        message = state.waiting[0]
        yield "acknowledge"
        state.waiting.pop(0)
        yield "process"
        state.effects.append(message)


def test_at_least_once_repeats_only_between_effect_and_acknowledgement() -> None:
    found = {point.done: (point.before, point.state.effects) for point in crashes.crash_points(process_first, Queue)}
    assert found == {
        0: ("receive", ["a", "b"]),
        1: ("process", ["a", "b"]),
        2: ("acknowledge", ["a", "a", "b"]),
        3: ("receive", ["a", "b"]),
        4: ("process", ["a", "b"]),
        5: ("acknowledge", ["a", "b", "b"]),
        6: (None, ["a", "b"]),
    }


def test_at_most_once_loses_only_between_acknowledgement_and_effect() -> None:
    lost = [point.done for point in crashes.crash_points(acknowledge_first, Queue) if point.state.effects != ["a", "b"]]
    assert lost == [2, 5]


def test_a_crash_executes_no_finally() -> None:
    def tidy(state: Queue) -> Generator[str, None, None]:
        try:
            yield "process"
            state.effects.append("done")
        finally:
            state.effects.append("tidied up")

    points = list(crashes.crash_points(tidy, lambda: Queue([])))
    assert [point.state.effects for point in points] == [
        ["done", "tidied up"],
        ["done", "tidied up", "done", "tidied up"],
    ]


def test_nobody_hears_what_a_dead_run_still_says() -> None:
    def stubborn(state: list[str]) -> Generator[str, None, None]:
        try:
            yield "write"
            state.append("written")
        finally:
            if not state:
                raise OSError("not written")

    assert [point.state for point in crashes.crash_points(stubborn, list)] == [["written"], ["written"] * 2]


def test_what_survives_and_what_recovers_can_be_chosen() -> None:
    """A buffer that is lost, and a recovery that is another procedure."""

    def write(state: dict[str, list[int]]) -> Generator[str, None, None]:
        yield "buffer"
        state["buffer"].append(1)
        yield "flush"
        state["disk"] += state["buffer"]

    def recover(state: dict[str, list[int]]) -> Generator[str, None, None]:
        yield "mark"
        state["disk"].append(-1)

    points = crashes.crash_points(
        write,
        lambda: {"buffer": [], "disk": []},
        restart=recover,
        survive=lambda state: {"buffer": [], "disk": list(state["disk"])},
    )
    assert [(p.before, p.state["buffer"], p.state["disk"]) for p in points] == [
        ("buffer", [], [-1]),
        ("flush", [], [-1]),
        (None, [], [1, -1]),
    ]


def test_an_error_of_the_restart_names_the_crash_point() -> None:
    def insert_twice(state: set[int]) -> Generator[str, None, None]:
        yield "insert"
        if 1 in state:
            raise KeyError("duplicate key")
        state.add(1)
        yield "reply"

    with pytest.raises(KeyError) as caught:
        list(crashes.crash_points(insert_twice, set))
    assert caught.value.__notes__ == ["in the restart after a crash before 'reply'"]


def test_a_procedure_without_an_end_is_refused() -> None:
    def forever(state: None) -> Generator[str, None, None]:
        while True:
            yield "again"

    with pytest.raises(RuntimeError, match="within 50 steps"):
        list(crashes.crash_points(forever, lambda: None, most_steps=50))
    with pytest.raises(RuntimeError, match="within 50 steps"):
        crashes.crash_at_random(forever, None, 0.1, np.random.default_rng(1), most_steps=50)


def test_random_crashes_lose_nothing_and_repeat_about_as_often_as_they_come() -> None:
    rng = np.random.default_rng(2)
    crashed = repeated = 0
    for _ in range(400):
        state, times = crashes.crash_at_random(process_first, Queue(), 0.1, rng)
        assert set(state.effects) == {"a", "b"} and not state.waiting
        crashed += times
        repeated += len(state.effects) - 2
    # Before each of three steps a crash is equally likely; in one of the three the effect comes again.
    assert repeated == pytest.approx(400 * 2 * 0.1 / 0.9, rel=0.2)
    assert crashed > 2 * repeated
    assert crashes.crash_at_random(process_first, Queue(), 0.0, rng)[1] == 0


def test_a_random_crash_can_come_after_the_last_step() -> None:
    def charge(state: list[str]) -> Generator[str, None, None]:
        yield "charge"
        state.append("charged")

    rng = np.random.default_rng(5)
    charged = [len(crashes.crash_at_random(charge, [], 0.5, rng)[0]) for _ in range(2_000)]
    # The last step's end crashes with 1/2, then all begins again: a geometric number of charges.
    assert min(charged) == 1
    assert np.mean(charged) == pytest.approx(2, abs=0.15)


def test_outages_come_at_the_given_times() -> None:
    env = simpy.Environment()
    log: list[tuple[str, float]] = []
    durable = {"starts": 0}

    def node() -> Generator[simpy.Event, Any, None]:
        local = 0
        durable["starts"] += 1
        log.append(("start", env.now))
        try:
            while True:
                yield env.timeout(1)
                local += 1
        finally:
            log.append((f"dead after {local}", env.now))

    env.process(crashes.crashing(env, node, crashes.outages((2.5, 4), (10, 10.5))))
    env.run(until=20)
    assert log == [("start", 0), ("dead after 2", 2.5), ("start", 4), ("dead after 6", 10), ("start", 10.5)]
    assert durable == {"starts": 3}
    with pytest.raises(ValueError, match="does not follow"):
        list(crashes.outages((5, 6), (4, 7)))


def test_a_node_is_up_as_long_as_its_schedule_says() -> None:
    env = simpy.Environment()
    up = 0.0

    def node() -> Generator[simpy.Event, Any, None]:
        nonlocal up
        began = env.now
        try:
            yield env.event()
        finally:
            up += env.now - began

    schedule = crashes.random_outages(9.0, 1.0, np.random.default_rng(3))
    env.process(crashes.crashing(env, node, schedule))
    env.run(until=50_000)
    assert up / 50_000 == pytest.approx(0.9, abs=0.01)


def test_random_outages_have_their_means() -> None:
    schedule: Iterator[tuple[float, float]] = crashes.random_outages(30.0, 2.0, np.random.default_rng(4))
    times = np.array([next(schedule) for _ in range(40_000)])
    assert times.mean(axis=0) == pytest.approx([30.0, 2.0], rel=0.02)
    assert times.std(axis=0) == pytest.approx([30.0, 2.0], rel=0.02)


def test_a_node_that_ends_crashes_no_more() -> None:
    env = simpy.Environment()

    def node() -> Generator[simpy.Event, Any, str]:
        yield env.timeout(3)
        return "done"

    whole = env.process(crashes.crashing(env, node, crashes.outages((2, 4), (100, 101))))
    assert env.run(whole) == "done"
    assert env.now == 7


def test_a_nodes_error_is_not_taken_for_a_crash() -> None:
    env = simpy.Environment()

    def node() -> Generator[simpy.Event, Any, None]:
        yield env.timeout(1)
        raise ZeroDivisionError

    env.process(crashes.crashing(env, node, crashes.outages((5, 6))))
    with pytest.raises(ZeroDivisionError):
        env.run()
