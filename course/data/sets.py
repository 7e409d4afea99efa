"""The data sets under datasets/: finding a generator, making its tables, reading the stored sample."""

from __future__ import annotations

import importlib.util
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.csv as pacsv

FOLDER = Path(__file__).resolve().parents[2] / "datasets"


def names() -> list[str]:
    """Names of the data sets that have a generator."""
    return sorted(path.parent.name for path in FOLDER.glob("*/generate.py"))


@cache
def generator(name: str) -> ModuleType:
    """The module datasets/NAME/generate.py. ValueError names the data sets when there is none of that name."""
    path = FOLDER / name / "generate.py"
    if name not in names():
        raise ValueError(f"no data set {name!r}; there are: {', '.join(names()) or f'none under {FOLDER}'}")
    spec = importlib.util.spec_from_file_location(f"course_datasets_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generate(name: str, **sizes: int) -> dict[str, pa.Table]:
    """All tables of a data set. Sizes not given keep the data card's defaults; ValueError when one is unknown."""
    module = generator(name)
    for size, rows in sizes.items():
        if size not in module.SIZES:
            raise ValueError(f"{name} has no size {size!r}; it has: {', '.join(module.SIZES)}")
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 2:
            raise ValueError(f"{size} must be a whole number of at least 2, not {rows!r}")
    return dict(_generated(name, tuple(sorted({**module.SIZES, **sizes}.items()))))


@lru_cache(maxsize=1)
def _generated(name: str, sizes: tuple[tuple[str, int], ...]) -> dict[str, pa.Table]:
    """The last set is kept: a lesson loads a set into an engine and then asks for the same tables as Arrow."""
    tables: dict[str, pa.Table] = generator(name).generate(**dict(sizes))
    return tables


def split(table: str) -> tuple[str, str]:
    """("shop", "orders") from "shop.orders". ValueError says which tables there are."""
    name, _, short = table.partition(".")
    known = [f"{n}.{t}" for n in names() for t in generator(n).TABLES]
    if table not in known:
        raise ValueError(f"no table {table!r}; there are: {', '.join(known)}")
    return name, short


def arrow(table: str, rows: int | None = None, **sizes: int) -> pa.Table:
    """One table ("shop.orders"), made on the fly.

    rows: how many rows to give (default: the data card's size). The sizes of the other tables can be set as in
    `load`, for example `arrow("shop.orders", rows=10_000, customers=500)`.
    """
    name, short = split(table)
    if rows is not None:
        sizes = {generator(name).ROWS[short]: rows, **sizes}
    made = generate(name, **sizes)[short]
    return made if rows is None else made.slice(0, rows)


def sample_path(table: str) -> Path:
    """The stored sample of a table, a CSV file with a header."""
    name, short = split(table)
    return FOLDER / name / f"{short}.csv"


def sample(table: str) -> pa.Table:
    """The stored sample of a table with its column types, as `arrow` gives them."""
    schema = arrow(table, rows=2).schema
    options = pacsv.ConvertOptions(column_types=schema, strings_can_be_null=False)
    return pacsv.read_csv(sample_path(table), convert_options=options)
