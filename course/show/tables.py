"""A small table, in a notebook and in text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.measure.numbers import is_number, number
from course.measure.tabular import emit_rows


def table(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any], caption: str | None = None) -> None:
    """Show a list of rows (mappings with the columns as keys), or one mapping as two columns. Numbers are written for
    readers and aligned to the right; None is an empty cell. The cells are text that nbval compares: no times in them.
    """
    if isinstance(rows, Mapping):
        body = [(str(name), value) for name, value in rows.items()]
        columns = ["", "value"]
        cells: list[Sequence[Any]] = [*body]
    else:
        if not rows or not all(isinstance(row, Mapping) for row in rows):
            raise TypeError('table() shows a list of mappings: table([{"level": "read committed", "lost updates": 3}])')
        columns = list(dict.fromkeys(str(column) for row in rows for column in row))
        cells = [[{str(key): value for key, value in row.items()}.get(column) for column in columns] for row in rows]
    if not cells:
        raise ValueError("table() has nothing to show: the mapping is empty")
    right = [
        all(value is None or is_number(value) for value in column) and any(value is not None for value in column)
        for column in zip(*cells, strict=True)
    ]
    emit_rows(columns, [[_text(value) for value in row] for row in cells], right, caption)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if is_number(value) else str(value)
