"""Claims: the text of a true one never changes, a false one says what was measured, anything else is refused."""

import numpy as np
import pytest

from course.measure import claim
from course.measure.output import collect


def shown(*args, **kwargs):
    with collect() as bundles:
        claim(*args, **kwargs)
    return bundles[0].data


def test_a_true_claim_prints_sentence_and_source_only():
    text = shown("an index reads few blocks", True, source="Graefe 2011", measured="4 of 9408")["text/plain"]
    assert text == "✓ an index reads few blocks  [Graefe 2011]"


def test_a_false_claim_adds_what_was_measured():
    text = shown("an index reads few blocks", False, source="Graefe 2011", measured="9408 of 9408")["text/plain"]
    assert text == "✗ an index reads few blocks  [Graefe 2011]\n  measured: 9408 of 9408"


def test_measured_does_not_reach_the_html_of_a_true_claim():
    assert shown("a < b", True, measured="0.31 s")["text/html"] == shown("a < b", True, measured="0.29 s")["text/html"]


def test_html_is_escaped_and_code_is_marked():
    page = shown("`a < b` & more", True)["text/html"]
    assert "<code>a &lt; b</code> &amp; more" in page


@pytest.mark.parametrize("truth", [np.True_, np.bool_(True), np.int64(1) < 2])
def test_numpy_truth_values_are_truth_values(truth):
    assert shown("holds", truth)["text/plain"].startswith("✓")


@pytest.mark.parametrize("holds", [1, 0, 0.5, None, "yes", [True], lambda: True, np.array([True, False])])
def test_anything_but_a_truth_value_is_refused_with_the_way_out(holds):
    with pytest.raises(TypeError, match=r"holds .*(must be True or False|\.all\(\))"):
        claim("a sentence", holds)


@pytest.mark.parametrize("sentence", ["", "  ", None, True])
def test_a_claim_needs_a_sentence(sentence):
    with pytest.raises(TypeError, match="sentence first"):
        claim(sentence, True)
