"""Numbers as the course writes them: thousands with a comma, three significant digits, exact integers exact."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np


def number(value: float | Decimal) -> str:
    """`value` for a reader: 1000000 → "1,000,000", 0.12345 → "0.123", 3.0 → "3", 1e-9 → "1e-9"."""
    if isinstance(value, (int, np.integer)):
        return f"{int(value):,}".replace("-", "−")
    value = float(value)
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    sign = "−" if value < 0 else ""
    size = abs(value)
    if size == int(size) and size < 1e15:
        return f"{sign}{int(size):,}"
    if size < 1e-4:
        digits, exponent = f"{size:.2g}".split("e")
        return f"{sign}{digits}e{int(exponent)}"
    places = max(0, 2 - math.floor(math.log10(size)))
    text = f"{size:,.{places}f}"
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def is_number(value: Any) -> bool:
    """Whether `value` is a real number, numpy's and SQL's numeric (Decimal) included; a truth value is not one."""
    return isinstance(value, (Real, Decimal, np.integer, np.floating)) and not isinstance(value, (bool, np.bool_))
