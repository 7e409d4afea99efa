"""Sliders that redraw a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import uuid4

import ipywidgets as widgets
from IPython.display import update_display

from course.measure.numbers import is_number, number
from course.measure.output import Bundle, collect, emit, rich
from course.measure.quiz import widget_view

# Seconds; a figure that takes longer is redrawn when the slider is let go, not while it moves.
SLOW = 0.5


def explore(draw: Callable[..., object], units: Mapping[str, str] | None = None, **controls: Any) -> None:
    """Show controls over what `draw(name=value, …)` shows; moving one draws again, in the same place.

    A control is a range `(low, high)`, `(low, high, step)` or `(low, high, step, start)`, of whole numbers if all are;
    a list of choices; or True/False. Underscores in its name are shown as spaces; `units` adds a unit after a value.
    The first state is drawn at once as ordinary output, and that is what a stored notebook shows.
    """
    if not callable(draw) or not controls:
        raise TypeError("explore() needs a function and its controls: explore(draw, share=(0.0, 1.0, 0.01))")
    boxes = {name: _control(name, spec) for name, spec in controls.items()}
    started = perf_counter()
    with collect() as first:
        draw(**{name: box.value for name, box in boxes.items()})
    slow = perf_counter() - started > SLOW
    if not first:
        raise ValueError("explore(): draw() showed nothing; let it call show.lines, show.bars or another show function")
    places = [uuid4().hex for _ in first]
    trouble = widgets.HTML()

    def redraw(_: object = None) -> None:
        try:
            with collect() as bundles:
                draw(**{name: box.value for name, box in boxes.items()})
        except Exception as error:
            trouble.value = f"<em>No figure for these values: {rich(str(error) or type(error).__name__)}</em>"
            return
        trouble.value = ""
        _replace(places, bundles)

    rows = []
    for name, box in boxes.items():
        if slow and hasattr(box, "continuous_update"):
            box.continuous_update = False
        box.observe(redraw, names="value")
        rows.append(_labelled(name, box, (units or {}).get(name, "")))
    emit(_bundle(widgets.VBox([*rows, trouble]), controls, units or {}))
    for place, bundle in zip(places, first, strict=True):
        emit(bundle.data, bundle.metadata, display_id=place)


def _replace(places: list[str], bundles: list[Bundle]) -> None:
    for place, bundle in zip(places, bundles, strict=False):
        update_display(dict(bundle.data), metadata=dict(bundle.metadata), raw=True, display_id=place)


def _labelled(name: str, box: widgets.Widget, unit: str) -> widgets.HBox:
    label = widgets.Label(name.replace("_", " "), layout=widgets.Layout(width="12em"))
    parts = [label, box]
    if hasattr(box, "min"):
        box.readout = False
        shown = widgets.Label(f"{number(box.value)} {unit}".strip())
        box.observe(lambda change: setattr(shown, "value", f"{number(change['new'])} {unit}".strip()), names="value")
        parts.append(shown)
    return widgets.HBox(parts)


def _control(name: str, spec: Any) -> Any:
    if isinstance(spec, bool):
        return widgets.Checkbox(value=spec, indent=False)
    if isinstance(spec, list):
        if len(spec) < 2:
            raise ValueError(f"explore(): {name} needs at least two choices")
        return widgets.ToggleButtons(options=spec) if len(spec) <= 5 else widgets.Dropdown(options=spec)
    if not (isinstance(spec, tuple) and 2 <= len(spec) <= 4 and all(map(is_number, spec)) and spec[0] < spec[1]):
        raise TypeError(f"explore(): {name} must be (low, high, step, start), a list or True/False, not {spec!r}")
    low, high = spec[0], spec[1]
    whole = all(isinstance(value, int) for value in spec)
    step = spec[2] if len(spec) > 2 else (1 if whole else (high - low) / 100)
    start = spec[3] if len(spec) > 3 else low + (((high - low) / 2 // step) * step if step > 0 else 0)
    if not low <= start <= high or step <= 0:
        raise ValueError(f"explore(): {name} must start inside {low} … {high} and step by more than 0, not {spec!r}")
    slider = widgets.IntSlider if whole else widgets.FloatSlider
    return slider(value=start, min=low, max=high, step=step, layout=widgets.Layout(width="22em"))


def _bundle(box: widgets.Widget, controls: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    lines = [
        f"{name.replace('_', ' ')}: {_range(spec)} {units.get(name, '')}".strip() for name, spec in controls.items()
    ]
    items = "".join(f"<li>{rich(line)}</li>" for line in lines)
    page = f"<p><em>Run the cell to explore:</em></p><ul>{items}</ul>"
    return {**widget_view(box), "text/plain": "\n".join(["Run the cell to explore:", *lines]), "text/html": page}


def _range(spec: Any) -> str:
    if isinstance(spec, bool):
        return "yes or no"
    if isinstance(spec, Sequence) and isinstance(spec, list):
        return ", ".join(map(str, spec))
    return f"{number(spec[0])} … {number(spec[1])}"
