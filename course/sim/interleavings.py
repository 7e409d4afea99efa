"""Every order in which the steps of concurrent programs can happen: races found by trying all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic

import numpy as np

from course.sim.crashes import Procedure, State


@dataclass(frozen=True)
class Interleaving(Generic[State]):
    """One order and what it led to."""

    schedule: tuple[str, ...]
    """The steps as they happened: "reader: read database"."""
    state: State
    """The shared state after the last step."""


def interleavings(
    make_state: Callable[[], State], /, *, most_steps: int = 100, **programs: Procedure[State]
) -> Iterator[Interleaving[State]]:
    """All orders of the steps of `programs`, each run on a shared state of its own from `make_state()`.

        def reader(state):
            yield "read database"
            value = state.database
            yield "fill cache"
            state.cache = value

        stale = [way for way in interleavings(make_state, reader=reader, writer=writer)
                 if way.state.cache not in (None, way.state.database)]

    A program is a generator function that yields the name of each step before it; all code from one yield to the next
    happens at once, and code before the first yield before everything else. Programs may branch on what they see; they
    must end. Programs of a, b, … steps have (a + b + …)! / (a! b! …) orders: 924 for six and six, 34,650 for three of
    four. Search by running from the start with other choices: stateless model checking (Godefroid 1997, *Model checking
    for programming languages using VeriSoft*, POPL).

    Raises RuntimeError when a run takes more than `most_steps` steps (a program that waits in a loop does).
    """
    path: list[int] = []  # the choice at each step
    while True:
        widths: list[int] = []  # how many programs there were to choose from

        def choose(width: int, widths: list[int] = widths) -> int:
            if len(widths) == len(path):
                path.append(0)
            widths.append(width)
            return path[len(widths) - 1]

        yield _run(make_state, programs, choose, most_steps)
        while path and path[-1] == widths[len(path) - 1] - 1:
            path.pop()
        if not path:
            return
        path[-1] += 1


def random_interleavings(
    make_state: Callable[[], State],
    count: int,
    rng: np.random.Generator,
    /,
    *,
    most_steps: int = 100,
    **programs: Procedure[State],
) -> Iterator[Interleaving[State]]:
    """`count` orders at random, where there are too many for `interleavings`: each step by any program that has one.

    All programs are equally likely at each step, so not all orders are: a short program seldom comes last.
    """
    for _ in range(count):
        yield _run(make_state, programs, lambda width: int(rng.random() * width), most_steps)


def _run(
    make_state: Callable[[], State],
    programs: dict[str, Procedure[State]],
    choose: Callable[[int], int],
    most_steps: int,
) -> Interleaving[State]:
    state = make_state()
    running = {name: program(state) for name, program in programs.items()}
    coming = {name: step for name, one in running.items() if (step := next(one, None)) is not None}
    schedule: list[str] = []
    while coming:
        if len(schedule) == most_steps:
            raise RuntimeError(f"the programs did not end within {most_steps} steps: {', '.join(schedule[-6:])}")
        name = list(coming)[choose(len(coming))]
        schedule.append(f"{name}: {coming[name]}")
        step = next(running[name], None)
        if step is None:
            del coming[name]
        else:
            coming[name] = step
    return Interleaving(tuple(schedule), state)
