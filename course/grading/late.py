"""Placeholder until helper G's module is written: grade.py calls `due(name, root)` and `penalty(name, score, submitted, root)`."""

from __future__ import annotations

import datetime
from pathlib import Path


def due(name: str, root: Path) -> datetime.datetime | None:
    """Naive UTC."""
    return None


def penalty(name: str, score: float, submitted: datetime.datetime | None, root: Path) -> float | None:
    """Points to take off; None for none."""
    return None
