"""Which names a cell takes from the cells before it."""

from __future__ import annotations

import pytest

from course.grading.names import needed


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import math\nfrom os import path as p\nprint(math.pi, p)", {"print"}),
        ("math.pi\nimport math", {"math"}),
        ("x = x + 1\nx", {"x"}),
        ("(a, [b, *c]), d.e = f\na, b, c, d", {"d", "f"}),
        ('n: "a"\nm: "b" = 1\nn, m', {"n", "__annotations__"}),
        ("def call():\n    return later\nlater = 1\ncall()", {"later"}),
        ("later = 1\ndef call():\n    return later, call\ncall()", set()),
        ("class A(A):\n    def copy(self):\n        return A()\nA()", {"A", "__name__"}),
        ("with opened as file, other(file) as b:\n    text = file\ntext, b", {"opened", "other", "file"}),
        ("with opened as file:\n    text = file\ntext, file", {"opened"}),
        ("for i in many:\n    got = i\ngot, i", {"many"}),
        ("if first:\n    got = 1\n    got\ngot", {"first", "got"}),
        ("while more:\n    got\n    got = 1", {"more", "got"}),
        ("try:\n    a = 1\n    a\nexcept E:\n    b = 1\n    b\n    a", {"E", "a"}),
        ("[i for i in many]\n{k: v for k, v in pairs}\nlambda i: i", {"many", "pairs"}),
        ("await call()", {"call"}),
    ],
)
def test_names_that_a_cell_takes_from_others(source: str, wanted: set[str]) -> None:
    assert needed(source) == wanted


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        needed("x = = 1")
