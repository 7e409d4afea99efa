from decimal import Decimal

import numpy as np
import pytest

from course.measure.numbers import is_number, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (3.0, "3"),
        (-5, "−5"),
        (1_000_000, "1,000,000"),
        (9408.4, "9,408"),
        (123.456, "123"),
        (12.345, "12.3"),
        (1.0049, "1"),
        (0.12345, "0.123"),
        (0.00012, "0.00012"),
        (1.5e-7, "1.5e-7"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (np.int64(12), "12"),
        (999.9, "1,000"),
        (-(2**63), "−9,223,372,036,854,775,808"),
        (Decimal("12.50"), "12.5"),
    ],
)
def test_numbers_for_readers(value, text):
    assert number(value) == text


def test_truth_values_are_not_numbers():
    assert all(map(is_number, (1, 2.5, np.int64(1), np.float32(1), Decimal(1))))
    assert not any(map(is_number, (True, np.True_, "1", None)))
