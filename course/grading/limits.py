"""What one submission may use. Every bound is named in the reason of a mark that it costs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Seconds are wall time unless named otherwise; sizes are bytes.

    `cell_seconds`: one cell of the notebook, or one test cell. `total_seconds`: the whole submission.
    `cpu_seconds`, `address_space`: one process of the student's. `memory`, `processes`: all of them together. `disk`:
    each of its private folders. `output`: what all cells of a submission may print. `other_memory`: what the judge
    may come to hold through the answers, and the engines through what they are asked, each.
    """

    cell_seconds: float = 60.0
    total_seconds: float = 300.0
    cpu_seconds: int = 240
    memory: int = 1 << 30
    other_memory: int = 2 << 30
    address_space: int = 4 << 30
    processes: int = 100
    disk: int = 128 << 20
    output: int = 256 << 10

    def to_json(self) -> dict[str, Any]:
        """For the sides, which run in other processes."""
        return asdict(self)
