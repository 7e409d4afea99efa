import pytest

from course.show.ring import owners


def test_a_node_owns_what_lies_before_its_token():
    assert owners({"a": [0.25], "b": [0.75]}, (0.0, 1.0)) == [(0.0, 0.25, "a"), (0.25, 0.75, "b"), (0.75, 1.0, "a")]


def test_the_parts_cover_the_ring_once():
    parts = owners({"a": [-4, 3], "b": [0]}, (-8, 8))
    assert sum(end - start for start, end, _ in parts) == 16
    assert [end for _, end, _ in parts[:-1]] == [start for start, _, _ in parts[1:]]


def test_a_token_at_the_start_owns_the_end():
    assert owners({"a": [0.0], "b": [0.5]}, (0.0, 1.0)) == [(0.0, 0.5, "b"), (0.5, 1.0, "a")]


def test_one_node_owns_all():
    parts = owners({"a": [0.1, 0.9]}, (0.0, 1.0))
    assert sum(end - start for start, end, _ in parts) == pytest.approx(1)
