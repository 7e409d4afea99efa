"""Messages on a simulated network: when they arrive, how many, in which order, and what a partition stops."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest
import simpy

from course.sim import links


def network(delay: Callable[[], float] = lambda: 1.0, **faults: Any) -> tuple[simpy.Environment, links.Links]:
    env = simpy.Environment()
    return env, links.Links(env, delay, np.random.default_rng(1), **faults)


def uniform(seed: int) -> Callable[[], float]:
    rng = np.random.default_rng(seed)
    return lambda: float(rng.random())


def test_a_message_arrives_after_its_delay() -> None:
    env, net = network(lambda: 0.25)
    taken: list[tuple[float, links.Message]] = []

    def receiver() -> Generator[simpy.Event, Any, None]:
        while True:
            message = yield from net.receive("b")
            taken.append((env.now, message))

    def sender() -> Generator[simpy.Event, Any, None]:
        yield env.timeout(2)
        net.send("a", "b", {"hello": 1})

    env.process(receiver())
    env.process(sender())
    env.run()
    assert taken == [(2.25, links.Message("a", "b", {"hello": 1}, 2))]
    assert net.counts == {"sent": 1, "delivered": 1}


def test_messages_overtake_each_other_unless_in_order() -> None:
    for in_order in (False, True):
        env, net = network(uniform(2), in_order=in_order)

        def sender(env: simpy.Environment = env, net: links.Links = net) -> Generator[simpy.Event, Any, None]:
            for number in range(300):
                net.send("a", "b", number)
                yield env.timeout(0.1)

        env.process(sender())
        env.run()
        arrived = [message.body for message in net.mailbox("b").items]
        assert sorted(arrived) == list(range(300))
        assert (arrived == list(range(300))) is in_order


def test_a_slow_message_holds_up_its_own_link_only() -> None:
    delays = iter([5.0, 1.0, 1.0])
    env, net = network(lambda: next(delays), in_order=True)
    arrivals: dict[str, float] = {}

    def receiver(node: str) -> Generator[simpy.Event, Any, None]:
        while True:
            message = yield from net.receive(node)
            arrivals[message.body] = env.now

    for node in "bc":
        env.process(receiver(node))
    net.send("a", "b", "slow")
    net.send("a", "b", "behind it")
    net.send("a", "c", "elsewhere")
    env.run()
    assert arrivals == {"slow": 5, "behind it": 5, "elsewhere": 1}


def test_loses_and_doubles_at_the_given_rates() -> None:
    env, net = network(uniform(3), loss=0.1, duplication=0.2)
    for number in range(20_000):
        net.send("a", "b", number)
    env.run()
    copies = np.bincount([message.body for message in net.mailbox("b").items], minlength=20_000)
    shares = np.bincount(copies) / 20_000
    assert shares == pytest.approx([0.1, 0.9 * 0.8, 0.9 * 0.2], abs=0.01)
    counts = net.counts
    assert counts["sent"] + counts["duplicated"] == counts["lost"] + counts["delivered"]
    assert (counts["lost"], counts["duplicated"]) == (int((copies == 0).sum()), int((copies == 2).sum()))


def test_a_partition_stops_what_touches_it_and_heals() -> None:
    env, net = network(lambda: 1.0)
    net.partition({"a", "b"}, {"c"}, begin=10, heal=20)

    def sender() -> Generator[simpy.Event, Any, None]:
        for moment in (8.5, 9.5, 15, 19.5, 20):
            yield env.timeout(moment - env.now)
            for to in ("b", "c", "d"):
                net.send("a", to, moment)
            net.send("c", "a", moment)

    env.process(sender())
    env.run()
    # Under way when it begins, or sent into it: lost, although it would arrive after it.
    assert [message.body for message in net.mailbox("c").items] == [8.5, 20]
    assert [message.body for message in net.mailbox("a").items] == [8.5, 20]
    for same_side_or_none in ("b", "d"):
        assert len(net.mailbox(same_side_or_none).items) == 5
    assert net.counts == {"sent": 20, "cut": 6, "delivered": 14}


def test_who_stops_waiting_takes_no_message() -> None:
    env, net = network()
    taken: list[str] = []

    def receiver(name: str) -> Generator[simpy.Event, Any, None]:
        yield from net.receive("b")
        taken.append(name)

    def crash(process: simpy.Process) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(1)
        process.interrupt()

    def quietly() -> Generator[simpy.Event, Any, None]:
        try:
            yield from receiver("dead")
        except simpy.Interrupt:
            env.process(receiver("restarted"))

    env.process(crash(env.process(quietly())))
    env.run(until=2)
    net.send("a", "b", "hello")
    env.run()
    assert taken == ["restarted"]


def test_the_same_seed_gives_the_same_run() -> None:
    def run(seed: int) -> list[int]:
        env = simpy.Environment()
        net = links.Links(env, uniform(seed), np.random.default_rng(seed), loss=0.2, duplication=0.2)
        for number in range(50):
            net.send("a", "b", number)
        env.run()
        return [message.body for message in net.mailbox("b").items]

    assert run(5) == run(5) != run(6)
