"""Progress for whoever watches, and for nobody else."""

from __future__ import annotations

import html
import os
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from IPython.core.getipython import get_ipython
from IPython.display import display, update_display

T = TypeVar("T")

FIRST_SHOWN_AFTER = 0.5
REFRESH = 0.2


def watched() -> bool:
    """Whether a person sees this kernel's output while it runs.

    Jupyter Server sets JPY_SESSION_NAME for the kernels it starts for an open notebook; nbclient and nbval, which
    run notebooks unattended, do not.
    """
    return get_ipython() is not None and "JPY_SESSION_NAME" in os.environ


def progress(items: Iterable[T], text: str = "Working", total: int | None = None) -> Iterator[T]:
    """Iterate over `items` with a progress bar that appears after half a second and is gone at the end.

    `total` is the number of items when `items` has no length. Unattended runs show nothing.
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    bar = _Bar(text) if watched() else None
    try:
        for done, item in enumerate(items):
            if bar:
                bar.show(done, total)
            yield item
    finally:
        if bar:
            bar.remove()


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show `text` while the block runs, and remove it afterwards. Unattended runs show nothing."""
    bar = _Bar(text, first_shown_after=0) if watched() else None
    try:
        if bar:
            bar.show(0, None)
        yield
    finally:
        if bar:
            bar.remove()


class _Bar:
    """A display of its own that can be redrawn and, at the end, emptied."""

    def __init__(self, text: str, first_shown_after: float = FIRST_SHOWN_AFTER) -> None:
        self.text = text
        self.due = time.monotonic() + first_shown_after
        self.id: str | None = None

    def show(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + REFRESH
        count = f" {done:,} of {total:,}" if total else (f" {done:,}" if done else "")
        meter = f'<progress value="{done}" max="{total}"></progress>' if total else "<progress></progress>"
        data = {"text/plain": f"{self.text} …{count}", "text/html": f"{meter} {html.escape(self.text)} …{count}"}
        if self.id is None:
            self.id = uuid4().hex
            display(data, raw=True, display_id=self.id)  # type: ignore[no-untyped-call]
        else:
            update_display(data, raw=True, display_id=self.id)  # type: ignore[no-untyped-call]

    def remove(self) -> None:
        if self.id is not None:
            update_display({"text/plain": ""}, raw=True, display_id=self.id)  # type: ignore[no-untyped-call]
