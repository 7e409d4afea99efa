"""The quiz: its static text gives nothing away, its widget reveals the answer when one is chosen."""

import ipywidgets as widgets
import pytest

from course.measure import quiz
from course.measure.output import collect


@pytest.fixture
def asked(monkeypatch):
    boxes = []
    original = widgets.VBox.__init__

    def remember(self, *args, **kwargs):
        original(self, *args, **kwargs)
        boxes.append(self)

    monkeypatch.setattr(widgets.VBox, "__init__", remember)
    with collect() as bundles:
        quiz("How many blocks?", ["1", "4", "half of the table"], answer=1, because="The tree has three levels.")
    _, choice, verdict = boxes[0].children
    return bundles[0].data, choice, verdict


def test_static_text_lists_the_options_only(asked):
    data, _, _ = asked
    assert data["text/plain"] == "How many blocks?\n  a) 1\n  b) 4\n  c) half of the table"
    assert "three levels" not in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_nothing_is_chosen_or_said_at_first(asked):
    _, choice, verdict = asked
    assert (choice.value, verdict.value) == (None, "")


def test_choosing_reveals_the_answer_and_the_reason(asked):
    _, choice, verdict = asked
    choice.value = "half of the table"
    assert "✗" in verdict.value
    assert "it is: 4" in verdict.value
    choice.value = "4"
    assert verdict.value == "<strong>✓ Right.</strong> The tree has three levels."


@pytest.mark.parametrize(
    ("options", "answer", "because", "message"),
    [
        ("ab", 0, "x", "at least two"),
        (["a"], 0, "x", "at least two"),
        (["a", "a"], 0, "x", "read the same"),
        (["a", "b"], 2, "x", "0 to 1"),
        (["a", "b"], -1, "x", "0 to 1"),
        (["a", "b"], True, "x", "0 to 1"),
        (["a", "b"], 0, " ", "say why"),
    ],
)
def test_mistakes_are_explained(options, answer, because, message):
    with pytest.raises((TypeError, ValueError), match=message):
        quiz("question?", options, answer=answer, because=because)
