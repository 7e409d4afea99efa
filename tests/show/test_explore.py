"""Sliders: the first state is ordinary output, moving one replaces that very output, an error is a sentence."""

import sys
from types import SimpleNamespace

import ipywidgets as widgets
import pytest

from course import show
from course.measure.output import collect

module = sys.modules["course.show.explore"]


@pytest.fixture
def live(monkeypatch):
    """What an explore() showed, its controls by name, and the updates it sent since."""

    live = SimpleNamespace(controls={}, updates=[], shown=[])
    original = module._control

    def remember(name, spec):
        live.controls[name] = original(name, spec)
        return live.controls[name]

    monkeypatch.setattr(module, "_control", remember)
    monkeypatch.setattr(
        module, "update_display", lambda data, metadata, raw, display_id: live.updates.append((display_id, data))
    )
    monkeypatch.setattr(
        module, "emit", lambda data, metadata=None, display_id=None: live.shown.append((display_id, data))
    )
    return live


def bars(share, nodes=3):
    if nodes == 13:
        raise ValueError("thirteen nodes are too many")
    show.bars({"moved": share * nodes}, title=f"Share {share:g} of {nodes} nodes", unit="keys")


def test_the_first_state_is_an_ordinary_figure_under_the_controls(live):
    show.explore(bars, share=(0.0, 1.0, 0.5), nodes=(1, 9))
    (no_id, controls), (place, figure) = live.shown
    assert no_id is None
    assert place
    assert controls["text/plain"] == "Run the cell to explore:\nshare: 0 … 1\nnodes: 1 … 9"
    assert "Share 0.5 of 5 nodes" in figure["text/plain"]


def test_moving_a_slider_updates_that_very_display(live):
    show.explore(bars, share=(0.0, 1.0, 0.5), nodes=(1, 9))
    live.controls["nodes"].value = 7
    ((place, figure),) = live.updates
    assert place == live.shown[1][0]
    assert "Share 0.5 of 7 nodes" in figure["text/plain"]
    assert figure["image/png"] != live.shown[1][1]["image/png"]


def test_an_error_is_a_sentence_and_the_old_figure_stays(live, monkeypatch):
    troubles = []
    original = widgets.HTML.__init__

    def remember(self, *args, **kwargs):
        original(self, *args, **kwargs)
        troubles.append(self)

    monkeypatch.setattr(widgets.HTML, "__init__", remember)
    show.explore(bars, share=(0.0, 1.0, 0.5), nodes=(1, 20))
    live.controls["nodes"].value = 13
    assert live.updates == []
    assert "thirteen nodes are too many" in troubles[0].value
    live.controls["nodes"].value = 14
    assert troubles[0].value == ""
    assert len(live.updates) == 1


def test_several_figures_keep_their_places(live):
    def two(n):
        show.table({"n": n})
        show.bars({"n": n}, title=f"n is {n}", unit="n")

    show.explore(two, n=(1, 9))
    live.controls["n"].value = 2
    assert [place for place, _ in live.updates] == [place for place, _ in live.shown[1:]]


def test_starts_choices_and_units(live):
    show.explore(
        lambda a, b, c, d: show.table({"state": f"{a} {b} {c} {d}"}),
        a=(0, 10, 5, 5),
        b=["one", "two"],
        c=True,
        d=list("pqrstu"),
        units={"a": "nodes"},
    )
    assert "5 one True p" in live.shown[1][1]["text/plain"]
    assert live.shown[0][1]["text/plain"].splitlines()[1:] == [
        "a: 0 … 10 nodes",
        "b: one, two",
        "c: yes or no",
        "d: p, q, r, s, t, u",
    ]


def test_a_slow_figure_waits_until_the_slider_is_let_go(live, monkeypatch):
    monkeypatch.setattr(module, "SLOW", 0.0)
    show.explore(bars, share=(0.0, 1.0, 0.5))
    assert live.controls["share"].continuous_update is False


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        ({}, "function and its controls"),
        ({"share": 3}, r"\(low, high, step, start\)"),
        ({"share": (1, 0)}, r"\(low, high, step, start\)"),
        ({"share": (0, 1, 0)}, "step by more than 0"),
        ({"share": (0, 1, 1, 5)}, "start inside"),
        ({"share": ["one"]}, "at least two choices"),
    ],
)
def test_mistakes_are_explained(controls, message):
    with pytest.raises((TypeError, ValueError), match=message):
        show.explore(bars, **controls)


def test_a_function_that_shows_nothing_is_refused():
    with pytest.raises(ValueError, match="showed nothing"), collect():
        show.explore(lambda share: share, share=(0, 9))
