"""A prediction, written down before the measurement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.measure.numbers import is_number, number
from course.measure.tabular import emit_rows

Interval = tuple[float, float]


@dataclass(frozen=True)
class Prediction(Mapping[str, Interval]):
    """What someone expects: an interval (low, high) for each label. `show.bars(…, beside=prediction)` draws it."""

    what: str
    intervals: dict[str, Interval] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Interval:
        return self.intervals[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.intervals)

    def __len__(self) -> int:
        return len(self.intervals)

    def holds(self, measured: Mapping[str, float]) -> dict[str, bool]:
        """Label → whether the measured number lies inside the predicted interval (ends included)."""
        missing = [label for label in self.intervals if label not in measured]
        if missing:
            raise KeyError(f"no measurement for {', '.join(missing)}; measured are {', '.join(map(str, measured))}")
        return {label: low <= measured[label] <= high for label, (low, high) in self.intervals.items()}

    def check(self, measured: Mapping[str, float]) -> None:
        """Show which predictions came true. The measured number appears only where it left its interval."""
        verdicts = self.holds(measured)
        rows = []
        for label, right in verdicts.items():
            verdict = "✓ inside" if right else f"✗ measured {number(float(measured[label]))}"
            rows.append((label, interval_text(self.intervals[label]), verdict))
        emit_rows(("", f"predicted: {self.what}", "measured"), rows)


def predict(what: str, intervals: Mapping[str, Any] | None = None, /, **named: Any) -> Prediction:
    """Write down a prediction and show it as a table: `predict("stale reads of 300", local=(200, 300), on=(0, 30))`.

    `what` names the quantity with its unit. Each prediction is an interval `(low, high)` or one number. Labels that are
    not Python names go in a mapping: `predict("blocks read", {"with index": (1, 10)})`.
    """
    if not isinstance(what, str) or not what.strip():
        raise TypeError('predict() needs the quantity first: predict("blocks read", index=(1, 10), scan=(5000, 10000))')
    given = {**(intervals or {}), **named}
    if not given:
        raise ValueError(f"predict({what!r}) has no intervals: add them by name, such as local=(0, 300)")
    prediction = Prediction(what, {str(label): _interval(what, str(label), value) for label, value in given.items()})
    emit_rows(("", f"predicted: {what}"), [(label, interval_text(pair)) for label, pair in prediction.items()])
    return prediction


def interval_text(pair: Interval) -> str:
    """(0, 300) → "0 … 300"; (4, 4) → "4"."""
    low, high = pair
    return number(low) if low == high else f"{number(low)} … {number(high)}"


def _interval(what: str, label: str, value: Any) -> Interval:
    if is_number(value):
        return float(value), float(value)
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(map(is_number, value)):
        low, high = float(value[0]), float(value[1])
        if low <= high:
            return low, high
        raise ValueError(f"predict({what!r}): {label}=({number(low)}, {number(high)}) is upside down: (low, high)")
    raise TypeError(f"predict({what!r}): {label} must be a number or a pair (low, high), not {value!r}")
