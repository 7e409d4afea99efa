"""The course's colours: distinguishable without red-green vision, and never the only carrier of a meaning."""

from __future__ import annotations

INK = "#1f2933"
MUTED = "#4a5561"
FAINT = "#9aa3ad"
GRID = "#e4e7ea"
GHOST = "#d5dae0"
PAPER = "#fcfcfa"

BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
ORANGE = "#E69F00"
SKY = "#56B4E9"

# In the order in which series take them (Okabe & Ito 2008; its yellow is too pale for lines on paper).
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, INK)

# Meaning → (fill, text and outline, the sign that says the same without colour).
KINDS = {
    "good": ("#cfe9df", "#00614a", "✓"),
    "bad": ("#f8d5c0", "#9c3f00", "✗"),
    "warn": ("#fbe8bf", "#7d5500", "!"),
    "wait": ("#eceef1", "#4a5561", ""),
    "neutral": ("#d6e6f2", "#0b4a72", ""),
}


OWN = (
    INK,
    MUTED,
    FAINT,
    GRID,
    GHOST,
    PAPER,
    *SERIES,
    *(colour for fill, ink, _ in KINDS.values() for colour in (fill, ink)),
)


def series(index: int) -> str:
    """The colour of the series with this index, from 0: seven colours, then their lighter versions, then again."""
    colour = SERIES[index % len(SERIES)]
    return lighter(colour) if index // len(SERIES) % 2 else colour


def lighter(colour: str) -> str:
    """`colour` (#rrggbb) half way to white."""
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02x}" for i in (1, 3, 5))


def kind(name: str) -> tuple[str, str, str]:
    """Fill, ink and sign of a kind; ValueError for one that does not exist."""
    if name not in KINDS:
        raise ValueError(f"no kind {name!r}; choose from {', '.join(KINDS)}")
    return KINDS[name]
