"""DuckDB, a column store that runs inside the kernel, with its database in a file so that its size can be measured."""

from __future__ import annotations

import functools
from pathlib import Path

import duckdb as library

from course.engines.own import own_folder


def duckdb() -> library.DuckDBPyConnection:
    """A connection to this kernel's own DuckDB database, a file in a private folder; each call gives another one.

    The client's connection type takes no attributes: `duckdb.__version__` tells the version, and
    `PRAGMA database_list` the file.
    """
    return library.connect(str(_database()))


@functools.cache
def _database() -> Path:
    return own_folder("duckdb") / "course.duckdb"
