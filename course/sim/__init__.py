"""Simulated parts of backends: what a laptop cannot show at scale, checked against theory and reference programs."""

from course.sim import (
    cache_theory,
    caches,
    crashes,
    interleavings,
    links,
    popularity,
)

__all__ = [
    "cache_theory",
    "caches",
    "crashes",
    "interleavings",
    "links",
    "popularity",
]
