"""One end of the conversation, alone: whatever the other end says, it answers in words of the protocol or ends."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from course.grading.channel import Channel, Gone, Late
from course.grading.codec import Garbled
from course.grading.endpoint import Endpoint
from course.grading.judge_side import Judge
from course.grading.remote import FarError, Remote, RemoteMethod

SECRETS = ("_exports", "__class__", "__globals__", "__code__", "__dict__", "__reduce__", "__init__", "f", "gi_frame")


class Expected:
    """What a test hands over: one public method, state of its own."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self._answer = 42

    def note(self, value: Any) -> str:
        self.calls.append(value)
        return "noted"


Expected.__module__ = "__judge__"  # as classes of test cells are


@pytest.fixture
def judge() -> Iterator[tuple[Endpoint, Any]]:
    """The judge's end with one object handed over, and the JSON that names it to the other side."""
    endpoint = Judge("/nowhere")
    told = endpoint.pack(Expected())
    yield endpoint, {"yours": told["mine"][0]}


def test_a_handed_over_object_does_what_it_offers_and_no_more(judge: tuple[Endpoint, Any]) -> None:
    endpoint, thing = judge
    assert endpoint.answer(["call", thing, "note", {"t": [1]}, {"d": []}]) == {"ok": "noted"}
    for name in ("_answer", *SECRETS):
        answer = endpoint.answer(["get", thing, name])
        assert list(answer) == ["raised"], (name, answer)
    assert list(endpoint.answer(["set", thing, "calls", 5])) == ["raised"]
    assert list(endpoint.answer(["call", thing, "__init__", {"t": []}, {"d": []}])) == ["raised"]


def test_objects_that_were_never_handed_over_are_out_of_reach(judge: tuple[Endpoint, Any]) -> None:
    endpoint, _ = judge
    for number in (-1, 1, 99, True, 0.0, "0", None, [0, "__class__"]):
        answer = endpoint.answer(["get", {"yours": number}, "note"])
        assert list(answer) == ["raised"], number


def test_questions_bent_at_random_are_answered_in_the_protocol(judge: tuple[Endpoint, Any]) -> None:
    endpoint, thing = judge
    rng = random.Random(4)
    words = ["call", "get", "set", "drive", "len", "iter", "getitem", "contains", "enter", "exit", "run", "", 5]
    names = ["note", *SECRETS, {"yours": 7}, {"type": "int"}, {"class": "x"}, {"x": ["a", "b"]}, {"zz": 1}]
    parts = [thing, {"yours": [0, "note"]}, {"t": []}, {"d": []}, [["note", [1]]], [5], None, 0, *names]
    refused = 0
    for _ in range(5_000):
        question = [rng.choice(words), *(rng.choice(parts) for _ in range(rng.randrange(5)))]
        answer = endpoint.answer(question)
        assert len(answer) == 1 and set(answer) <= {"ok", "raised", "method"}, question
        json.dumps(answer)
        assert "42" not in json.dumps(answer.get("ok")), question
        refused += "raised" in answer
    assert refused > 1_000


ODD_ANSWERS = [
    None, 5, "ok", {}, {"ok": 1, "raised": 2}, {"ok": {"zz": 1}}, {"raised": None}, {"raised": 5}, {"raised": []},
    {"raised": {}}, {"raised": {"kind": 5}}, {"raised": {"kind": "ExceptionGroup", "message": "m", "args": {"t": []}}},
    {"raised": {"kind": "UnicodeDecodeError", "message": "m"}},
    {"raised": {"kind": "ValueError", "args": {"t": [{"zz": 1}]}}}, {"raised": {"kind": "SystemExit", "message": "0"}},
    {"raised": {"kind": "KeyboardInterrupt", "message": ""}},
    {"raised": {"kind": "StopIteration", "message": ""}}, {"raised": {"kind": "eval", "message": "1"}},
    {"raised": {"kind": "ValueError", "message": "m", "where": {"a": 1}}}, {"method": True}, {"zz": 1},
]  # fmt: skip


@pytest.mark.parametrize("said", ODD_ANSWERS, ids=lambda said: json.dumps(said)[:50])
def test_odd_answers_become_ordinary_exceptions(said: Any) -> None:
    """Never one that would end the judge or steer its loops, never another than those of Python's own classes."""
    near, far = socket.socketpair()
    with near, far:
        endpoint = Endpoint(lambda: Channel(near), lambda target, name: target)
        other = Channel(far)
        threading.Thread(target=lambda: (other.receive(), other.send(said)), daemon=True).start()
        with pytest.raises(Exception) as caught:
            endpoint.ask("call", "f")
        assert not isinstance(caught.value, (StopIteration, Gone, Late, TypeError, KeyError, AttributeError))
        assert isinstance(caught.value, (FarError, ValueError, Garbled))


def test_stand_ins_are_equal_to_nothing_but_themselves() -> None:
    endpoint = Endpoint(lambda: pytest.fail("nothing may be asked"), lambda target, name: target)
    one, two = Remote(endpoint, 1, "Thing"), Remote(endpoint, 2, "Thing")
    assert one == Remote(endpoint, 1, "Other") and one != two
    for value in (0, 1, None, True, "", "Thing", (), [], object()):
        assert one != value and value != one
        assert RemoteMethod(one, "m") != value
    assert bool(one) and len({one, two, Remote(endpoint, 1, "x")}) == 2
    with pytest.raises(TypeError):
        json.dumps(one)
