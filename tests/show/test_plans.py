"""Where the boxes of a plan stand, and which are marked."""

from course.measure.plans import PlanNode
from course.show.plans import _fill, _placed, _stack
from tests.show.figures import PLAN, plan_of


class Sheet:
    """Measures text as if every letter were six pixels wide."""

    def text_width(self, text, size, bold=False):
        return 6 * len(text)

    def wrapped(self, text, width, size, bold=False):
        return [text]


def placed(node):
    root = _placed(node, 0, above=False, cut=False)
    for box in root.all():
        _fill(Sheet(), box, 200, two_sided=False)
    return root, _stack(root, 0.0)


def test_boxes_do_not_overlap_and_the_picture_ends_below_the_last():
    root, bottom = placed(PLAN.root)
    boxes = root.all()
    for one in boxes:
        assert one.y + one.height <= bottom
        for other in boxes:
            if one is not other and one.column == other.column:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y


def test_a_chain_is_one_column_and_a_join_opens_another():
    root, _ = placed(PLAN.root)
    assert [(box.node.type, box.column) for box in root.all()] == [
        ("Sort", 0),
        ("Nested Loop", 0),
        ("Seq Scan", 1),
        ("Index Scan", 1),
    ]


def test_a_wrong_estimate_is_marked():
    root, _ = placed(PlanNode(plan_of(node="Seq Scan", expected=9, rows=1000)))
    assert root.off
    assert any(line.text.startswith("! 9 → 1,000") for line in root.lines)


def test_a_scan_stopped_early_by_a_limit_is_not_wrong():
    stopped = plan_of(plan_of(node="Seq Scan", expected=100_000, rows=10), node="Limit", expected=10, rows=10)
    root, _ = placed(PlanNode(stopped))
    assert not any(box.off for box in root.all())
