"""All orders of steps, each once, and the race that they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from math import comb

import numpy as np
import pytest

from course.sim import interleavings

Steps = Generator[str, None, None]


@dataclass
class Store:
    """A database row and its cached copy."""

    database: int = 1
    cache: int | None = None


def reader(store: Store) -> Steps:
    yield "look into cache"
    if store.cache is None:
        yield "read database"
        value = store.database
        yield "fill cache"
        store.cache = value


def writer(store: Store) -> Steps:
    yield "write database"
    store.database = 2
    yield "delete from cache"
    store.cache = None


def test_finds_the_cache_aside_race_in_exactly_the_orders_that_have_it() -> None:
    ways = list(interleavings.interleavings(Store, reader=reader, writer=writer))
    assert len(ways) == comb(5, 2)
    stale = [way.schedule for way in ways if way.state.cache not in (None, way.state.database)]
    # The old value is read before the write and stored after the deletion; the look may come at any time before.
    assert stale == [
        (
            "reader: look into cache",
            "reader: read database",
            "writer: write database",
            "writer: delete from cache",
            "reader: fill cache",
        )
    ]


def test_every_order_comes_once() -> None:
    def steps(count: int, letter: str):  # type: ignore[no-untyped-def]
        def program(log: list[str]) -> Steps:
            for number in range(count):
                yield str(number)
                log.append(f"{letter}{number}")

        return program

    ways = list(interleavings.interleavings(list, a=steps(6, "a"), b=steps(6, "b")))
    assert len({way.schedule for way in ways}) == len(ways) == 924
    for way in ways[::50]:
        assert way.state == [step.replace(": ", "") for step in way.schedule]
        assert [step for step in way.state if step[0] == "a"] == [f"a{number}" for number in range(6)]
    three = list(interleavings.interleavings(list, a=steps(2, "a"), b=steps(2, "b"), c=steps(2, "c")))
    assert len({way.schedule for way in three}) == len(three) == 90
    assert len(list(interleavings.interleavings(list, a=steps(4, "a"), b=steps(0, "b")))) == 1
    assert [way.schedule for way in interleavings.interleavings(list)] == [()]


def test_programs_may_branch_on_what_the_others_did() -> None:
    def first(state: set[str]) -> Steps:
        yield "claim"
        state.add("first")

    def second(state: set[str]) -> Steps:
        yield "look"
        if "first" in state:
            yield "give up"

    ways = [way.schedule for way in interleavings.interleavings(set, first=first, second=second)]
    assert ways == [("first: claim", "second: look", "second: give up"), ("second: look", "first: claim")]


def test_a_program_that_waits_in_a_loop_is_refused() -> None:
    def spin(state: list[int]) -> Steps:
        while not state:
            yield "wait"

    with pytest.raises(RuntimeError, match="within 30 steps: .*spin: wait"):
        list(interleavings.interleavings(list, most_steps=30, spin=spin))


def test_random_orders_are_fixed_by_the_seed_and_reach_all() -> None:
    def sample(seed: int) -> list[tuple[str, ...]]:
        rng = np.random.default_rng(seed)
        return [w.schedule for w in interleavings.random_interleavings(Store, 600, rng, reader=reader, writer=writer)]

    assert sample(1) == sample(1) != sample(2)
    found = Counter(sample(1))
    assert set(found) == {way.schedule for way in interleavings.interleavings(Store, reader=reader, writer=writer)}
    assert len(sample(1)) == 600
