"""The language between student and judge: what is sent arrives, and nonsense ends as Garbled, never otherwise."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import json
import math
import random
import socket
import struct
import threading
import uuid
from typing import Any

import numpy as np
import pytest

from course.grading.channel import Channel, Gone, Late
from course.grading.codec import MAX_BYTES, MAX_DEPTH, Garbled, Records, decode, encode, from_bytes, to_bytes


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: Any


Pair = collections.namedtuple("Pair", "left right")
RECORDS = Records({"Colour": Colour, "Point": Point, "Pair": Pair})


def crossed(value: Any) -> Any:
    """`value` as it arrives on the other side."""
    return decode(from_bytes(to_bytes(encode(value, no_object, RECORDS))), no_name, RECORDS)


def no_object(value: Any) -> dict[str, Any]:
    raise Garbled(f"a {type(value).__name__} stays")


def no_name(tag: str, payload: Any) -> Any:
    raise Garbled(f"nobody is called {tag!r}")


SIMPLE = [
    None, True, False, 0, -1, 1 << 64, -(10**300), 0.0, -0.0, 1.5, math.inf, "", "ä\u2028\ud800\x00", b"", b"\x00\xff",
    (), [], {}, set(), frozenset(), datetime.datetime(2026, 1, 2, 3, 4, 5, 6, datetime.UTC), datetime.date(2026, 1, 2),
    datetime.time(1, 2), datetime.timedelta(-1, 2, 3), decimal.Decimal("1.10"), decimal.Decimal("NaN"),
    uuid.UUID(int=5), Colour.RED, Point(1, "y"), Pair([1], {2: 3}),
]  # fmt: skip


def arbitrary(rng: random.Random, depth: int = 0) -> Any:
    """A value of any kind that crosses."""
    if depth > 4 or rng.random() < 0.4:
        return rng.choice(SIMPLE)
    items = [arbitrary(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = [item for item in items if isinstance(item, (int, str, float, bytes, type(None)))]
    return rng.choice([items, tuple(items), set(keys), frozenset(keys), dict.fromkeys(keys, items), Point(1, items)])


def same(one: Any, two: Any) -> bool:
    """Equal, of the same types all the way down; NaN is NaN, -0.0 is not 0.0."""
    return type(one) is type(two) and repr(one) == repr(two) if not isinstance(one, (set, frozenset)) else one == two


@pytest.mark.parametrize("value", SIMPLE, ids=repr)
def test_a_simple_value_arrives_as_it_was(value: Any) -> None:
    assert same(crossed(value), value)


def test_nested_values_arrive_as_they_were() -> None:
    rng = random.Random(1)
    looked = 0
    for _ in range(3_000):
        value = arbitrary(rng)
        got = crossed(value)
        assert got == value or repr(got) == repr(value), value
        looked += isinstance(value, (list, tuple, dict, Point))
    assert looked > 500


def test_values_that_only_look_like_built_in_ones_arrive_as_built_in_ones() -> None:
    class Liar(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    class Text(str):
        def __str__(self) -> str:
            return "something else"

    for value, wanted in (
        (Liar(5), 5),
        (Text("told"), "told"),
        (np.float64(1.5), 1.5),
        (np.int32(7), 7),
        (np.bool_(True), True),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (range(3), [0, 1, 2]),
        ((n for n in (1, 2)), [1, 2]),
        ({"a": 1}.keys(), ["a"]),
        (bytearray(b"x"), b"x"),
    ):
        got = crossed(value)
        assert type(got) is type(wanted) and got == wanted, value


@pytest.mark.parametrize(
    "value",
    [10 ** (5_000), [[]] * 1 + [object()], (n for n in range(200_000)), "x" * (MAX_BYTES + 1), lambda: None],
    ids=["a huge integer", "an object", "an endless iterator", "a long text", "a function"],
)
def test_what_cannot_cross_is_refused(value: Any) -> None:
    with pytest.raises(Garbled):
        crossed(value)


def test_what_is_too_deep_is_refused_on_both_sides() -> None:
    deep: Any = []
    for _ in range(MAX_DEPTH + 5):
        deep = [deep]
    with pytest.raises(Garbled, match="deep"):
        crossed(deep)
    with pytest.raises(Garbled, match="deep"):
        decode(deep, no_name, RECORDS)


NONSENSE = [
    {}, {"t": 1}, {"t": {}}, {"a": 1, "b": 2}, {"d": [[1]]}, {"d": [[1, 2, 3]]}, {"d": [[[], 1]]}, {"d": 5},
    {"s": [[]]},
    {"f": [{"d": []}]}, {"r": []}, {"r": ["Point", [1]]}, {"r": ["Point", [1, 2, 3]]}, {"r": ["Colour", ["BLUE"]]},
    {"r": ["Colour", [[]]]}, {"r": ["os", ["x"]]}, {"r": [5, []]}, {"r": [["Point"], [1, 2]]}, {"b": "ä"}, {"b": 5},
    {"b": "a"}, {"datetime": "yesterday"}, {"datetime": 5}, {"date": "2026-99-99"}, {"time": None}, {"timedelta": []},
    {"timedelta": [1e308, 1e308, 0]}, {"timedelta": ["a", 0, 0]}, {"decimal": "1e999999999"}, {"decimal": "x"},
    {"decimal": "9" * 5_000}, {"decimal": 1}, {"uuid": "1"}, {"uuid": []}, {"mine": [1, "x"]}, {"yours": 3}, {"x": 5},
    {"type": "eval"}, {"__class__": "int"},
]  # fmt: skip


@pytest.mark.parametrize("message", NONSENSE, ids=lambda message: json.dumps(message)[:40])
def test_nonsense_is_garbled(message: Any) -> None:
    with pytest.raises(Garbled):
        decode(message, no_name, RECORDS)


def test_messages_bent_at_random_decode_to_plain_values_or_are_garbled() -> None:
    """Nothing else may happen: no other exception, and no class but built-in ones and the known records."""
    rng = random.Random(2)
    allowed = {type(value) for value in SIMPLE} | {list, tuple, dict, set, frozenset}
    garbled = decoded = 0
    for _ in range(5_000):
        data = bytearray(to_bytes(encode(arbitrary(rng), no_object, RECORDS)))
        for _ in range(rng.randrange(1, 3)):
            place = rng.randrange(len(data) + 1)
            data[place : place + rng.randrange(2)] = rng.choice([b"{", b'"t"', b"9", b"0", b"5", b"a", b"\xff"])
        try:
            value = decode(from_bytes(bytes(data)), no_name, RECORDS)
        except Garbled:
            garbled += 1
            continue
        decoded += 1
        assert {type(part) for part in flat(value)} <= allowed
    assert garbled > 500 and decoded > 300


def flat(value: Any) -> list[Any]:
    """A value and everything inside of it."""
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inside = list(value)
    return [value, *(part for item in inside for part in flat(item))]


@pytest.fixture
def ends() -> Any:
    """Two sockets that are connected."""
    one, two = socket.socketpair()
    with one, two:
        yield one, two


def test_a_channel_gives_messages_whole_however_they_arrive(ends: Any) -> None:
    raw, other = ends
    messages = [[1], {"ok": "x" * 100_000}, [], "ä"]
    data = b"".join(struct.pack(">I", len(body)) + body for body in map(to_bytes, messages))

    def dribble() -> None:
        rng, at = random.Random(3), 0
        while at < len(data):
            step = rng.choice([1, 2, 5, 70_000])
            raw.sendall(data[at : at + step])
            at += step

    sender = threading.Thread(target=dribble)
    sender.start()
    channel = Channel(other)
    assert [channel.receive() for _ in messages] == messages
    sender.join()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (struct.pack(">I", MAX_BYTES + 1), Garbled),
        (struct.pack(">I", 3) + b"{]x", Garbled),
        (struct.pack(">I", 2) + b"\xff\xfe", Garbled),
        (struct.pack(">I", 90_000) + b"[" * 90_000, Garbled),
        (struct.pack(">I", 5) + b"[", Gone),
        (b"\x00", Gone),
        (b"", Gone),
    ],
)
def test_a_channel_never_waits_for_nonsense(ends: Any, data: bytes, error: type[Exception]) -> None:
    raw, other = ends
    raw.sendall(data)
    raw.shutdown(socket.SHUT_WR)
    with pytest.raises(error):
        Channel(other).receive()


def test_a_channel_gives_up_at_its_deadline(ends: Any) -> None:
    with pytest.raises(Late):
        Channel(ends[0]).receive(deadline=0.0)
