"""A claim: a sentence with a measured check behind it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.measure.output import emit, rich

HOLDS = "✓"
FAILS = "✗"


def claim(sentence: str, holds: bool, source: str | None = None, measured: object = None) -> None:
    """Show `sentence` with ✓ when `holds`, else with ✗ and what was `measured`.

    The ✓ line prints the sentence and the `source` (law, paper, RFC, manual section) only, so that it reads the same in
    every run that succeeds; `measured` may be noisy. A claim that fails does not raise: whoever changes an experiment
    wants to see the rest of it.

    Raises TypeError when `holds` is not a truth value, so that a number or a forgotten comparison cannot pass.
    """
    if not isinstance(sentence, str) or not sentence.strip():
        raise TypeError("claim() needs a sentence first: claim('the index reads fewer blocks', a < b)")
    truth = _truth(sentence, holds)
    mark = HOLDS if truth else FAILS
    found = None if truth else ("not so in this run" if measured is None else f"measured: {measured}")
    text = f"{mark} {sentence}" + (f"  [{source}]" if source else "") + (f"\n  {found}" if found else "")
    colour = "var(--jp-success-color1, #2e7d32)" if truth else "var(--jp-error-color1, #c62828)"
    page = f'<div><strong style="color: {colour}">{mark}</strong> {rich(sentence)}'
    page += f" <small>[<cite>{rich(source)}</cite>]</small>" if source else ""
    page += f"<br><strong>{rich(found)}</strong>" if found else ""
    emit({"text/plain": text, "text/html": page + "</div>"})


def _truth(sentence: str, holds: Any) -> bool:
    if isinstance(holds, (bool, np.bool_)):
        return bool(holds)
    if isinstance(holds, np.ndarray) and holds.dtype == bool:
        raise TypeError(f"claim({sentence!r}): holds is an array of truth values; reduce it with .all() or .any()")
    raise TypeError(
        f"claim({sentence!r}): holds must be True or False, not {type(holds).__name__} {holds!r}; "
        "write a comparison such as `blocks < 100`"
    )
