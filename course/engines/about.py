"""What runs behind a handle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """Name and version of the software that answers, and how it runs (`embedded, private`, `at COURSE_…_URL`)."""

    name: str
    version: str
    how: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.how})"
