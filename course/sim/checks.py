"""What every part of a simulation asks of its numbers, in one wording."""

from __future__ import annotations

import math
from collections.abc import Iterable


def positive(**values: float) -> None:
    """Raise ValueError for the first value that is not a positive, finite number."""
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} is {value:g}; give a positive, finite number")


def not_negative(**values: float) -> None:
    """Raise ValueError for the first value that is negative, infinite or NaN."""
    for name, value in values.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"{name} is {value:g}; give zero or a positive, finite number")


def at_least(least: int, **values: int) -> None:
    """Raise ValueError for the first value that is not a whole number of at least `least`."""
    for name, value in values.items():
        if value != int(value) or value < least:
            raise ValueError(f"{name} is {value:g}; give a whole number of at least {least}")


def known(name: str, options: Iterable[str], what: str) -> None:
    """Raise ValueError if `name` is not one of the `options`, and list them."""
    if name not in options:
        raise ValueError(f"no {what} is called {name!r}; there are {', '.join(map(repr, options))}")
