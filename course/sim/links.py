"""A network that delays, loses, doubles and reorders messages, and falls into parts."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Collection, Generator
from typing import Any, NamedTuple

import numpy as np
import simpy


class Message(NamedTuple):
    """What arrives in a mailbox."""

    frm: str
    to: str
    body: Any
    sent: float
    """Simulated time of sending, in seconds."""


class Links:
    """One-way messages between named nodes; every node has a mailbox, made when first needed.

    `delay` gives the seconds that the next copy takes (a sampler of `services`), so messages overtake each other
    unless `in_order`, when a link keeps its order as TCP does. Each message is lost with probability `loss`; one that
    is not arrives twice with probability `duplication`, each copy after its own delay. `counts` says what happened:
    "sent", "lost", "duplicated", "cut" (by a partition) and "delivered" copies; sent + duplicated is the sum of the
    others, once all have arrived.
    """

    def __init__(
        self,
        env: simpy.Environment,
        delay: Callable[[], float],
        rng: np.random.Generator,
        *,
        loss: float = 0.0,
        duplication: float = 0.0,
        in_order: bool = False,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._env, self._delay, self._rng = env, delay, rng
        self._loss, self._duplication, self._in_order = loss, duplication, in_order
        self._mailboxes: dict[str, simpy.Store] = {}
        self._links: dict[tuple[str, str], tuple[deque[Message], float]] = {}
        self._partitions: list[tuple[float, float, tuple[frozenset[str], ...]]] = []

    def mailbox(self, node: str) -> simpy.Store:
        """What has arrived at `node` and was not taken yet: `Message`s in order of arrival."""
        if node not in self._mailboxes:
            self._mailboxes[node] = simpy.Store(self._env)
        return self._mailboxes[node]

    def send(self, frm: str, to: str, body: Any) -> None:
        """Send and forget; nobody says whether it arrives."""
        self.counts["sent"] += 1
        if self._rng.random() < self._loss:
            self.counts["lost"] += 1
            return
        message = Message(frm, to, body, self._env.now)
        self._carry(message)
        if self._rng.random() < self._duplication:
            self.counts["duplicated"] += 1
            self._carry(message)

    def receive(self, node: str) -> Generator[simpy.Event, Any, Message]:
        """Wait for the next message: `message = yield from links.receive("a")`.

        Whoever is interrupted meanwhile (a crash, a timeout) waits no longer; a bare `yield mailbox.get()` would go
        on, and swallow the next message.
        """
        with self.mailbox(node).get() as arrival:
            message: Message = yield arrival
        return message

    def partition(self, *sides: Collection[str], begin: float, heal: float = math.inf) -> None:
        """From `begin` to `heal` (simulated seconds) nothing passes from one of `sides` to another.

        Nodes that are on no side reach everybody. What is under way when the partition begins is lost too, and what
        was sent into it does not come later.
        """
        self._partitions.append((begin, heal, tuple(frozenset(side) for side in sides)))

    def _carry(self, message: Message) -> None:
        wait = self._delay()
        # One queue a link, so that rounding cannot swap two arrivals at the same moment; else one for each copy.
        under_way: deque[Message] = deque()
        if self._in_order:
            link = message.frm, message.to
            under_way, latest = self._links.get(link, (under_way, 0.0))
            wait = max(wait, latest - self._env.now)
            self._links[link] = under_way, self._env.now + wait
        under_way.append(message)
        self._env.timeout(wait).callbacks.append(lambda _: self._arrive(under_way.popleft()))

    def _arrive(self, message: Message) -> None:
        if any(
            begin <= self._env.now and message.sent < heal and _apart(message, sides)
            for begin, heal, sides in self._partitions
        ):
            self.counts["cut"] += 1
        else:
            self.counts["delivered"] += 1
            self.mailbox(message.to).put(message)


def _apart(message: Message, sides: tuple[frozenset[str], ...]) -> bool:
    """Whether sender and receiver are on different sides."""
    there = [side for side in sides if message.to in side]
    return bool(there) and any(message.frm in side and side not in there for side in sides)
