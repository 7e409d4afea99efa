"""The one door through which the course shows something in a notebook.

A piece of output is a MIME bundle. It goes to the cell that runs, unless a caller collects it (`collect`), as an
interactive figure does to put a redrawn picture in place of the old one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display


@dataclass(frozen=True)
class Bundle:
    """One output: `data` by MIME type (always with text/plain) and nbformat's output `metadata`."""

    data: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)


_collected: ContextVar[list[Bundle] | None] = ContextVar("collected", default=None)


def emit(data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, display_id: str | None = None) -> None:
    """Show one MIME bundle; `data` must hold text/plain, which is what a plain terminal prints."""
    bundle = Bundle(dict(data), dict(metadata or {}))
    collecting = _collected.get()
    if collecting is not None:
        collecting.append(bundle)
    elif get_ipython() is None:
        print(bundle.data["text/plain"])
    else:
        display(dict(bundle.data), metadata=dict(bundle.metadata), raw=True, display_id=display_id)  # type: ignore[no-untyped-call]


@contextmanager
def collect() -> Iterator[list[Bundle]]:
    """Collect what is shown inside the block instead of displaying it."""
    bundles: list[Bundle] = []
    token = _collected.set(bundles)
    try:
        yield bundles
    finally:
        _collected.reset(token)


def rich(text: str) -> str:
    """`text` as HTML: escaped, with `backticks` turned into code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
