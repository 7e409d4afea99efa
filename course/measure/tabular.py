"""A small table as text and as HTML that GitHub, nbconvert and JupyterLab show alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from course.measure.output import emit, rich


def emit_rows(
    head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = (), caption: str | None = None
) -> None:
    """Show `rows` under `head`, all of them texts; `right` says which columns hold numbers and align to the right."""
    aligned = list(right) or [False] * len(head)
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    lines = [caption] if caption else []
    lines += ["  ".join(map(_pad, row, widths, aligned)).rstrip() for row in (head, *rows)]
    lines.insert(1 + bool(caption), "  ".join("─" * width for width in widths))
    page = "<table>" + (f"<caption>{rich(caption)}</caption>" if caption else "") + "<thead><tr>"
    page += "".join(f"<th{_side(flag)}>{rich(cell)}</th>" for cell, flag in zip(head, aligned, strict=True))
    page += "</tr></thead><tbody>"
    for row in rows:
        cells = "".join(f"<td{_side(flag)}>{rich(cell)}</td>" for cell, flag in zip(row, aligned, strict=True))
        page += f"<tr>{cells}</tr>"
    emit({"text/plain": "\n".join(lines), "text/html": page + "</tbody></table>"})


def _side(right: bool) -> str:
    # Both: GitHub strips style, JupyterLab's table rules override align.
    side = "right" if right else "left"
    return f' align="{side}" style="text-align: {side}"'


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
