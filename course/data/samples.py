"""The small stored samples and their checksums: `python -m course.data.samples` writes them anew.

Samples are plain CSV: GitHub shows them as tables, a change shows in a diff, every tool reads them, and the same
generator writes the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

import pyarrow.csv as pacsv

from course.data.cards import text
from course.data.sets import FOLDER, generate, generator, names, sample_path

SUMS = re.compile(r"(?<=<!-- checksums -->\n).*?(?=<!-- end -->)", re.DOTALL)


def made(name: str) -> dict[str, bytes]:
    """The sample of each table of a data set as its generator makes it now: CSV with a header, UTF-8, LF."""
    files = {}
    for table, rows in generate(name, **generator(name).SAMPLE).items():
        csv = BytesIO()
        pacsv.write_csv(rows, csv)
        files[table] = csv.getvalue()
    return files


def checksums(files: dict[str, bytes]) -> str:
    """The card's Markdown table of stored files: rows, bytes, SHA-256."""
    lines = ["| file | rows | bytes | SHA-256 |", "| --- | ---: | ---: | --- |"]
    for table, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        rows = len(content.splitlines()) - 1
        lines.append(f"| `{table}.csv` | {rows:,} | {len(content):,} | `{digest}` |")
    return "\n".join(lines) + "\n"


def write(name: str) -> None:
    """Write a data set's samples and put their checksums into its card."""
    files = made(name)
    for table, content in files.items():
        sample_path(f"{name}.{table}").write_bytes(content)
    card = SUMS.sub(lambda _: checksums(files), text(name))
    (FOLDER / name / "README.md").write_text(card, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for data_set in names():
        write(data_set)
