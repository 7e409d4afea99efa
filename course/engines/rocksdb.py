"""RocksDB, a log-structured merge tree that runs inside the kernel, through the Python package `rocksdict`."""

from __future__ import annotations

from typing import Any

from rocksdict import Options, Rdict

from course.engines.own import own_folder


def rocksdb(options: Options | None = None, **arguments: Any) -> Rdict:
    """A new, empty RocksDB database in a private folder (`.path()`), open for reading and writing.

    `options` and the other arguments are rocksdict's own; `Options(raw_mode=True)` makes keys and values plain bytes.
    """
    return Rdict(str(own_folder("rocksdb") / "data"), options, **arguments)
