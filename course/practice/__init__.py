"""What an exercise's cells use: expectations that explain themselves, and a database of the test's own.

from course.practice import database, drive, equal, holds, raises
"""

import importlib
from typing import TYPE_CHECKING, Any

from course.practice.expect import NotYet, Raised, drive, equal, holds, raises

if TYPE_CHECKING:
    from course.practice.databases import Database, database

__all__ = ["Database", "NotYet", "Raised", "database", "drive", "equal", "holds", "raises"]


def __getattr__(name: str) -> Any:
    # psycopg takes a fifth of a second to import, and most exercises need no database.
    if name in ("Database", "database"):
        found = getattr(importlib.import_module("course.practice.databases"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"course.practice has no {name!r}")
