"""Data directories that are made once and copied: a fresh one of a database takes seconds, its copy a tenth of that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from course.engines.paths import cache_dir
from course.engines.server import exclusive


def template(name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make(folder)` filled, with the data directory in its `data`; made once for each `name`.

    Made again, with a word about it, when a file of the data directory is missing or has another size. Names carry the
    version: `postgres-18.6`.
    """
    home = cache_dir() / name
    with exclusive(f"{name}-template"):
        if _intact(home):
            return home
        if home.exists():
            print(f"The template {name} was damaged and is made again.")
            shutil.rmtree(home)
        fresh = home.with_name(f"{name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        make(fresh)
        (fresh / "manifest.json").write_text(json.dumps(_manifest(fresh / "data")))
        fresh.rename(home)
    return home


def forget(name: str) -> None:
    """Remove a template, for the case that a server finds damage in it that sizes do not show."""
    shutil.rmtree(cache_dir() / name, ignore_errors=True)


def _manifest(data: Path) -> dict[str, int]:
    return {str(file.relative_to(data)): file.stat().st_size for file in sorted(data.rglob("*")) if file.is_file()}


def _intact(home: Path) -> bool:
    try:
        return bool(json.loads((home / "manifest.json").read_text()) == _manifest(home / "data"))
    except (OSError, ValueError):
        return False
