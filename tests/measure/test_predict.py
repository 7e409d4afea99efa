"""Predictions: a table that never changes, and a verdict that mentions numbers only where one went outside."""

import pytest

from course.measure import Prediction, predict
from course.measure.output import collect


def test_the_table_shows_the_intervals():
    with collect() as bundles:
        predicted = predict("stale reads of 300", local=(0, 300), remote_apply=0)
    assert dict(predicted) == {"local": (0.0, 300.0), "remote_apply": (0.0, 0.0)}
    lines = [line.split() for line in bundles[0].data["text/plain"].splitlines()]
    assert lines[0] == ["predicted:", "stale", "reads", "of", "300"]
    assert lines[2:] == [["local", "0", "…", "300"], ["remote_apply", "0"]]
    assert "<th" in bundles[0].data["text/html"]


def test_labels_may_be_any_text():
    with collect():
        assert list(predict("blocks", {"with an index": (1, 10)}, scan=9000)) == ["with an index", "scan"]


def test_the_verdict_hides_numbers_inside_and_shows_those_outside():
    predicted = Prediction("blocks", {"index": (1, 10), "scan": (100, 200)})
    texts = []
    for index in (3, 4):
        with collect() as bundles:
            predicted.check({"index": index, "scan": 9408})
        texts.append(bundles[0].data["text/plain"])
    assert texts[0] == texts[1]
    assert "✓ inside" in texts[0]
    assert "✗ measured 9,408" in texts[0]


def test_the_ends_belong_to_the_interval():
    assert Prediction("x", {"a": (1, 2)}).holds({"a": 2}) == {"a": True}
    assert Prediction("x", {"a": (1, 2)}).holds({"a": 2.01}) == {"a": False}


def test_a_missing_measurement_is_named():
    with pytest.raises(KeyError, match="no measurement for b"):
        Prediction("x", {"a": (1, 2), "b": (1, 2)}).holds({"a": 1})


@pytest.mark.parametrize("value", ["many", (1,), (1, 2, 3), True, None, ("a", "b")])
def test_an_interval_is_a_number_or_a_pair(value):
    with pytest.raises(TypeError, match="number or a pair"):
        predict("blocks", index=value)


def test_other_mistakes_are_explained():
    with pytest.raises(ValueError, match="upside down"):
        predict("blocks", index=(10, 1))
    with pytest.raises(ValueError, match="no intervals"):
        predict("blocks")
    with pytest.raises(TypeError, match="the quantity first"):
        predict({"index": (1, 2)})
