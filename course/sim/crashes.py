"""Crashes: nodes that go down and come back, and every point at which a procedure can die.

What a crash destroys is what the generator alone knows; what survives is the state that it was given.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import simpy

State = TypeVar("State")

#: A procedure in steps: a generator function of the durable state that yields the name of each step *before* it.
Procedure = Callable[[State], Generator[str, None, None]]

#: What `simpy.Environment.process` takes.
Process = Generator[simpy.Event, Any, Any]


def random_outages(mean_up: float, mean_down: float, rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    """Times up and down in seconds, for ever, both exponential: the node is up mean_up / (mean_up + mean_down) of the
    time."""
    while True:
        up, down = -np.log1p(-rng.random(2))  # inverse transform, the same in every version of NumPy
        yield mean_up * float(up), mean_down * float(down)


def outages(*times: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Times up and down in seconds for crashes at given moments: `outages((10, 12), (60, 61))` is down from 10 to 12 s
    and from 60 to 61 s after the start.

    Raises ValueError when the moments do not ascend.
    """
    now = 0.0
    for crash, restart in times:
        if not now <= crash <= restart:
            raise ValueError(f"an outage from {crash} to {restart} does not follow {now}")
        yield crash - now, restart - crash
        now = restart


def crashing(
    env: simpy.Environment, node: Callable[[], Process], schedule: Iterable[tuple[float, float]]
) -> Process:
    """Run `node()`, crash it and start it anew, by the (up, down) times of `schedule`: `env.process(crashing(…))`.

    `node` makes a SimPy process generator; its local variables are what a crash loses. A crash is a `simpy.Interrupt`
    that ends the generator (its `with` and `finally` blocks run, as connections close when a process dies). After the
    last outage it stays up. Ends, with its value, when the node ends by itself.
    """
    for up, down in schedule:
        running = env.process(_until_interrupted(node()))
        yield running | env.timeout(up)
        if not running.is_alive:
            return running.value
        running.interrupt("crash")
        yield env.timeout(down)
    return (yield env.process(node()))


def _until_interrupted(node: Process) -> Process:
    with suppress(simpy.Interrupt):
        return (yield from node)


@dataclass(frozen=True)
class CrashPoint(Generic[State]):
    """What came of one crash."""

    done: int
    """Steps finished before the crash."""
    before: str | None
    """The step that the crash prevented; None: it came after the last one, before anybody heard of its end."""
    state: State
    """The durable state after the restart."""


def crash_points(
    procedure: Procedure[State],
    make_state: Callable[[], State],
    *,
    restart: Procedure[State] | None = None,
    survive: Callable[[State], State] = copy.deepcopy,
    most_steps: int = 1_000,
) -> Iterator[CrashPoint[State]]:
    """Crash `procedure` before its first step, before its second, …, after its last; each time on a state of
    `make_state()`, and each time followed by an undisturbed `restart` (the same procedure, unless given).

        def consume(state):
            while state.queue:
                yield "receive"
                message = state.queue[0]
                yield "acknowledge"
                state.queue.pop(0)
                yield "process"
                state.effects.append(message)

        for point in crash_points(consume, make_state):
            print(point.before, point.state.effects)        # a crash before "process" loses the message

    All code from one yield to the next is one step, whole or not at all. `survive` says what a crash leaves of the
    state: a deep copy, so that `finally` blocks of the dead run, which no crash executes, change nothing; for a state
    that cannot be copied (a database connection) pass a function that opens it again.

    An exception of the restarted run goes on to the caller, with a note that names the crash point. Raises
    RuntimeError when a run takes more than `most_steps` steps.
    """
    done = 0
    before: str | None = ""
    while before is not None:
        state = make_state()
        running = procedure(state)
        before = _step(running, done)
        if done > most_steps:
            raise RuntimeError(f"the procedure did not end within {most_steps} steps")
        state = _crash(running, state, survive)
        try:
            if _step((restart or procedure)(state), most_steps) is not None:
                raise RuntimeError(f"the restarted procedure did not end within {most_steps} steps")
        except Exception as error:
            error.add_note(f"in the restart after a crash {'at the end' if before is None else f'before {before!r}'}")
            raise
        yield CrashPoint(done, before, state)
        done += 1


def crash_at_random(
    procedure: Procedure[State],
    state: State,
    probability: float,
    rng: np.random.Generator,
    *,
    survive: Callable[[State], State] = copy.deepcopy,
    most_steps: int = 100_000,
) -> tuple[State, int]:
    """Run `procedure`, crashed before each step and after the last with `probability`, again and again until it ends.

    The durable state at the end, and the number of crashes. Steps, `survive` and errors as in `crash_points`;
    `most_steps` counts all runs together.
    """
    crashes = 0
    running = procedure(state)
    for _ in range(most_steps):
        ended = next(running, None) is None
        if rng.random() < probability:
            state = _crash(running, state, survive)
            crashes += 1
            running = procedure(state)
        elif ended:
            return state, crashes
    raise RuntimeError(f"the procedure did not end within {most_steps} steps and {crashes} crashes")


def _step(running: Generator[str, None, None], steps: int) -> str | None:
    """Do `steps` steps; the name of the step that comes next, None after the last."""
    for _ in range(steps):
        if next(running, None) is None:
            return None
    return next(running, None)


def _crash(running: Generator[str, None, None], state: State, survive: Callable[[State], State]) -> State:
    """What survives when `running` dies now."""
    left = survive(state)
    with suppress(Exception):  # whatever the dead run still wants to say
        running.close()
    return left
