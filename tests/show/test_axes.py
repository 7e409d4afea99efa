import pytest

from course.show.axes import log_start, short, spread


@pytest.mark.parametrize(
    ("value", "text"), [(2_500_000, "2.5 M"), (3e9, "3 G"), (250_000, "250,000"), (0.25, "0.25"), (0, "0")]
)
def test_ticks(value, text):
    assert short(value) == text


def test_labels_keep_apart_stay_inside_and_keep_their_order():
    places = spread([0.5, 0.5, 0.99, 1.0], [0.1] * 4, 0.0, 1.0)
    ordered = sorted(places)
    assert all(b - a > 0.099 for a, b in zip(ordered, ordered[1:], strict=False))
    assert ordered[0] >= 0
    assert ordered[-1] <= 1
    assert places[2] < places[3]


def test_labels_with_room_stay_where_they_are():
    assert spread([0.9, 0.1], [0.1, 0.1], 0.0, 1.0) == [0.9, 0.1]


def test_a_log_axis_starts_below_the_smallest_value():
    assert log_start([4, 9408]) == 1
    assert log_start([10, 100]) == 1
    assert log_start([0, 0.5]) == 0.1
    assert log_start([0]) == 0.1
    with pytest.raises(ValueError, match="use log=False"):
        log_start([-1, 5])
