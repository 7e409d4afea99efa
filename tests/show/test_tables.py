import pytest

from course import show
from course.measure.output import collect


def table(*args, **kwargs):
    with collect() as bundles:
        show.table(*args, **kwargs)
    return bundles[0].data


def test_numbers_align_to_the_right_and_missing_values_are_empty():
    data = table([{"level": "rc", "lost": 1234, "share": 0.25}, {"level": "serializable", "lost": 0}], caption="Lost")
    assert data["text/plain"] == (
        "Lost\nlevel          lost  share\n────────────  ─────  ─────\nrc            1,234   0.25\nserializable      0"
    )
    assert "<caption>Lost</caption>" in data["text/html"]
    assert '<td align="right" style="text-align: right">1,234</td>' in data["text/html"]


def test_a_mapping_is_two_columns():
    assert table({"rows": 3, "engine": "`heap`"})["text/plain"].splitlines()[2:] == ["rows    3", "engine  `heap`"]


def test_html_is_escaped():
    assert "&lt;b&gt;" in table([{"a": "<b>"}])["text/html"]


def test_truth_values_are_words():
    assert table([{"ok": True}, {"ok": False}])["text/plain"].splitlines()[2:] == ["yes", "no"]


@pytest.mark.parametrize("rows", [[], {}, [3], "text"])
def test_mistakes_are_explained(rows):
    with pytest.raises((TypeError, ValueError), match="table\\(\\)"):
        show.table(rows)
