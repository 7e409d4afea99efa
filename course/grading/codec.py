"""The one language between a student's process and the judge's: JSON in which every object is a tagged value.

Only plain values cross. Everything else stays where it was made and is named by a number. Nothing is unpickled, no
class of the other side is ever built, sizes and depths are capped: whatever the bytes say, decoding them gives
values of built-in types, records that the receiver itself knows, or a Garbled error.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import json
import numbers
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

MAX_BYTES = 8 << 20  # of one message
MAX_DEPTH = 60
MAX_ITEMS = 100_000  # of an iterator, which crosses as a list
MAX_DIGITS = 4_000  # of an integer; Python converts no longer ones from text by default

Stay = Callable[[Any], dict[str, Any]]  # names an object that cannot cross
Resolve = Callable[[str, Any], Any]  # what such a name means to the receiver: (tag, payload)

_STREAMS: tuple[type[Iterable[Any]], ...] = (Iterator, type({}.keys()), type({}.values()), type({}.items()), range)


class Garbled(Exception):
    """A message that does not follow the rules, or is too large."""


class Records:
    """Classes whose instances cross by value: enums, frozen dataclasses and named tuples of the given cells."""

    def __init__(self, namespace: Mapping[str, Any] | None = None) -> None:
        self.classes: dict[str, type] = {}
        for name, value in (namespace or {}).items():
            if is_record_class(value) and value.__name__ == name:
                self.classes[name] = value

    def fields(self, value: Any) -> tuple[str, list[Any]] | None:
        """(class name, field values) of a record; None for anything else."""
        kind = type(value)
        if self.classes.get(kind.__name__) is not kind:
            return None
        if isinstance(value, enum.Enum):
            return kind.__name__, [value.name]
        if isinstance(value, tuple):
            return kind.__name__, list(value)
        return kind.__name__, [getattr(value, field.name) for field in dataclasses.fields(value)]

    def build(self, name: str, values: list[Any]) -> Any:
        """The receiver's own record of that class. Raises Garbled."""
        kind = self.classes.get(name)
        if kind is None:
            raise Garbled(f"no record {name[:40]!r} is known here")
        try:
            if issubclass(kind, enum.Enum):
                return kind[values[0]]
            if dataclasses.is_dataclass(kind):
                names = [field.name for field in dataclasses.fields(kind)]
                made = object.__new__(kind)
                for field, value in zip(names, values, strict=True):
                    object.__setattr__(made, field, value)
                return made
            return kind(*values)
        except Exception as error:
            raise Garbled(f"not a {name}: {error}"[:200]) from None


def is_record_class(value: Any) -> bool:
    """Whether a class is an enum, a frozen dataclass or a named tuple."""
    if not isinstance(value, type):
        return False
    if issubclass(value, enum.Enum):
        return True
    if dataclasses.is_dataclass(value):
        return bool(value.__dataclass_params__.frozen)  # type: ignore[attr-defined]
    return issubclass(value, tuple) and hasattr(value, "_fields")


def encode(value: Any, stay: Stay, records: Records) -> Any:
    """A JSON value for `value`; objects that cannot cross are named by `stay`. Raises Garbled."""
    return _encode(value, stay, records, 0)


def _encode(value: Any, stay: Stay, records: Records, depth: int) -> Any:
    kind = type(value)
    if value is None or kind is bool or kind is str or kind is float:
        return value
    if kind is int:
        if abs(value) >= 1 << 64 and value.bit_length() > MAX_DIGITS * 3:
            raise Garbled(f"an integer of more than {MAX_DIGITS} digits")
        return value
    if depth > MAX_DEPTH:
        raise Garbled(f"a value nested more than {MAX_DEPTH} deep")

    def inner(items: Any) -> list[Any]:
        return [_encode(item, stay, records, depth + 1) for item in items]

    if kind is list:
        return inner(value)
    record = records.fields(value)
    if record is not None:
        return {"r": [record[0], inner(record[1])]}
    if isinstance(value, enum.Enum) and not isinstance(value, (int, str)):
        return stay(value)
    if isinstance(value, tuple):
        return {"t": inner(value)}
    if isinstance(value, dict):
        return {"d": [inner(pair) for pair in value.items()]}
    if isinstance(value, list):
        return inner(value)
    if isinstance(value, frozenset):
        return {"f": inner(value)}
    if isinstance(value, set):
        return {"s": inner(value)}
    simple = _simple(value)
    if simple is not None:
        return simple[0]
    if isinstance(value, _STREAMS):
        items = list(islice(value, MAX_ITEMS + 1))
        if len(items) > MAX_ITEMS:
            raise Garbled(f"an iterator of more than {MAX_ITEMS:,} items")
        return inner(items)
    return stay(value)


def _simple(value: Any) -> tuple[Any] | None:
    """In a tuple, so that None can say: not one of these."""
    if isinstance(value, (bytes, bytearray)):
        return ({"b": base64.b64encode(value).decode()},)
    if isinstance(value, str):
        return (str.__str__(value),)
    if isinstance(value, numbers.Integral):  # NumPy's integers too
        return (_encode(int(value), _nowhere, _NO_RECORDS, 0),)
    if isinstance(value, float):
        return (float(value),)
    if isinstance(value, datetime.datetime):
        return ({"datetime": value.isoformat()},)
    if isinstance(value, datetime.date):
        return ({"date": value.isoformat()},)
    if isinstance(value, datetime.time):
        return ({"time": value.isoformat()},)
    if isinstance(value, datetime.timedelta):
        return ({"timedelta": [value.days, value.seconds, value.microseconds]},)
    if isinstance(value, decimal.Decimal):
        return ({"decimal": str(value)},)
    if isinstance(value, uuid.UUID):
        return ({"uuid": value.hex},)
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return (_encode(value.item(), _nowhere, _NO_RECORDS, 0),)
    return None


def _nowhere(value: Any) -> dict[str, Any]:
    raise Garbled(f"a {type(value).__name__} cannot cross")


_NO_RECORDS = Records()


def decode(value: Any, resolve: Resolve, records: Records) -> Any:
    """The value that a JSON value stands for; names of objects are looked up by `resolve`. Raises Garbled."""
    try:
        return _decode(value, resolve, records, 0)
    except Garbled:
        raise
    except Exception as error:  # a hostile message can fail in many ways: unhashable keys, wrong shapes, huge numbers
        raise Garbled(f"{type(error).__name__}: {error}"[:200]) from None


def _decode(value: Any, resolve: Resolve, records: Records, depth: int) -> Any:
    if depth > MAX_DEPTH + 2:
        raise Garbled(f"a value nested more than {MAX_DEPTH} deep")

    def inner(items: Any) -> list[Any]:
        if type(items) is not list:
            raise Garbled("a list was due")
        return [
            item
            if item is None or type(item) in (int, str, float, bool)
            else _decode(item, resolve, records, depth + 1)
            for item in items
        ]

    if type(value) is list:
        return inner(value)
    if type(value) is not dict:
        return value
    if len(value) != 1:
        raise Garbled("a tagged value has one tag")
    ((tag, payload),) = value.items()
    if tag == "t":
        return tuple(inner(payload))
    if tag == "d":
        return {key: item for key, item in (inner(pair) for pair in payload)}
    if tag == "s":
        return set(inner(payload))
    if tag == "f":
        return frozenset(inner(payload))
    if tag == "r":
        name, fields = payload
        return records.build(_text(name), inner(fields))
    make = _MAKERS.get(tag)
    return make(payload) if make else resolve(tag, payload)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Garbled("a text was due")
    return value


def _decimal(payload: Any) -> decimal.Decimal:
    text = _text(payload)
    if len(text) > MAX_DIGITS:
        raise Garbled("a Decimal that is too long")
    made = decimal.Decimal(text)
    if made.is_finite() and abs(made.adjusted()) > MAX_DIGITS:
        raise Garbled("a Decimal with too large an exponent")
    return made


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "b": lambda payload: base64.b64decode(_text(payload), validate=True),
    "datetime": lambda payload: datetime.datetime.fromisoformat(_text(payload)),
    "date": lambda payload: datetime.date.fromisoformat(_text(payload)),
    "time": lambda payload: datetime.time.fromisoformat(_text(payload)),
    "timedelta": lambda payload: datetime.timedelta(payload[0], payload[1], payload[2]),
    "decimal": _decimal,
    "uuid": lambda payload: uuid.UUID(hex=_text(payload)),
}


def to_bytes(message: Any) -> bytes:
    """A message as bytes. Raises Garbled when it is too large or cannot be written."""
    try:
        data = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError) as error:
        raise Garbled(str(error)) from None
    if len(data) > MAX_BYTES:
        raise Garbled(f"more than {MAX_BYTES >> 20} MiB at once")
    return data


def from_bytes(data: bytes) -> Any:
    """The message in `data`. Raises Garbled."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Garbled(f"not JSON: {error}"[:200]) from None
