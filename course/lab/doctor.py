"""What this machine has: Python, disk, every engine and toolchain; and the line that installs what it lacks."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable

import psutil

from course.engines.catalogue import ENGINES, EngineInfo, Found
from course.engines.paths import PROJECT, state_dir

TIERS = {
    "embedded": "Engines that come with the course",
    "system": "Engines from this machine's packages (a lesson shows its recorded finding where one is missing)",
    "toolchain": "Languages and tools",
}


def examine(engines: Iterable[EngineInfo] = ENGINES) -> tuple[str, bool]:
    """The report, and whether everything that the course itself brings is there."""
    seen = [(info, info.find()) for info in engines]
    width = max(len(info.title) for info, _ in seen)
    lines = [*machine(), ""]
    for tier, heading in TIERS.items():
        rows = [row(info, found, width) for info, found in seen if info.tier == tier]
        lines += [heading, *rows, ""] if rows else []
    missing = [info.title for info, found in seen if info.tier == "embedded" and found is None]
    if missing:
        lines.append(f"Not complete: {', '.join(missing)} should have come with the course: run make lab again.")
    else:
        lines.append("Ready: everything that comes with the course is here.")
    return "\n".join(lines), not missing


def machine() -> list[str]:
    """The machine in a few lines."""
    memory = psutil.virtual_memory()
    return [
        f"Machine  {platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"{memory.total / 1e9:.0f} GB of memory ({memory.available / 1e9:.0f} GB free)",
        f"Disk     {shutil.disk_usage(PROJECT).free / 1e9:.0f} GB free",
        f"Python   {platform.python_version()}",
        f"Course   {PROJECT}, its data in {state_dir()}",
    ]


def row(info: EngineInfo, found: Found | None, width: int) -> str:
    """One engine: found with version and how it runs, or missing with the line that installs it."""
    if found is None:
        return f"  – {info.title:{width}}  missing: {info.install_line()}"
    return f"  ✓ {info.title:{width}}  {found.version or 'version unknown'}, {found.how}"
