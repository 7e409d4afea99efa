"""The regions of an instructor's cell that students do not get: solutions and hidden tests, as nbgrader finds them."""

from __future__ import annotations

from typing import Literal

Region = Literal["SOLUTION", "HIDDEN TESTS"]
REGIONS: tuple[Region, ...] = ("SOLUTION", "HIDDEN TESTS")


class Unbalanced(ValueError):
    """A region that does not end, begins inside of itself, or ends without a beginning."""


def split(source: str, region: Region) -> tuple[list[str], list[str]]:
    """(lines outside, lines inside) of all regions of that kind, without the marking lines. Raises Unbalanced."""
    outside: list[str] = []
    inside: list[str] = []
    open_region = False
    for line in source.split("\n"):
        # nbgrader looks for these words anywhere in a line, so this does, too.
        if f"BEGIN {region}" in line:
            if open_region:
                raise Unbalanced(f"a second BEGIN {region} before the first has its END")
            open_region = True
        elif f"END {region}" in line:
            if not open_region:
                raise Unbalanced(f"an END {region} without its BEGIN")
            open_region = False
        else:
            (inside if open_region else outside).append(line)
    if open_region:
        raise Unbalanced(f"a BEGIN {region} without its END")
    return outside, inside


def code(lines: list[str]) -> list[str]:
    """The lines that are neither blank nor comments, without indentation."""
    return [stripped for line in lines if (stripped := line.strip()) and not stripped.startswith("#")]
