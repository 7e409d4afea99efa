"""A question to answer before the experiment does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from course.measure.output import emit, rich


def quiz(question: str, options: Sequence[str], answer: int, because: str) -> None:
    """Show `question` with one radio button for each option; choosing tells right from wrong, and why.

    `answer` is the index of the right option, counted from 0. The static text lists the question and the options only.
    """
    _check(question, options, answer, because)
    choice = widgets.RadioButtons(options=list(options), value=None, layout=widgets.Layout(width="auto"))
    verdict = widgets.HTML()

    def reveal(change: dict[str, Any]) -> None:
        if change["new"] is None:
            return
        right = list(options).index(change["new"]) == answer
        lead = "✓ Right." if right else f"✗ Not so; it is: {rich(options[answer])}."
        verdict.value = f"<strong>{lead}</strong> {rich(because)}"

    choice.observe(reveal, names="value")
    box = widgets.VBox([widgets.HTML(f"<strong>{rich(question)}</strong>"), choice, verdict])
    letters = [chr(ord("a") + i) for i in range(len(options))]
    text = "\n".join([question, *(f"  {letter}) {option}" for letter, option in zip(letters, options, strict=True))])
    items = "".join(f"<li>{rich(option)}</li>" for option in options)
    page = f'<p><strong>{rich(question)}</strong></p><ol type="a">{items}</ol>'
    emit({**widget_view(box), "text/plain": text, "text/html": page})


def widget_view(widget: widgets.Widget) -> dict[str, Any]:
    """The part of a MIME bundle that makes JupyterLab show a live `widget`."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}


def _check(question: str, options: Sequence[str], answer: int, because: str) -> None:
    if isinstance(options, str) or len(options) < 2 or not all(isinstance(option, str) for option in options):
        raise TypeError(f"quiz({question!r}): options must be a list of at least two texts")
    if len(set(options)) != len(options):
        raise ValueError(f"quiz({question!r}): two options read the same; make every option different")
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(options):
        raise ValueError(f"quiz({question!r}): answer must be the index of the right option, 0 to {len(options) - 1}")
    if not because.strip():
        raise ValueError(f"quiz({question!r}): say why in because=…; a verdict without a reason teaches nothing")
