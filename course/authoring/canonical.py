"""The one form in which a notebook is stored, so that a change in the file is a change in the lesson.

Nothing here executes: `canonical` takes a notebook as it came out of a kernel or an editor and returns it with fixed
metadata, readable cell ids, cleaned outputs and code cells numbered from 1. Applying it twice changes nothing.
"""

from __future__ import annotations

import base64
import copy
import re
import struct
import unicodedata
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.needs import engine_needed

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
KEPT_METADATA = {"tags", "nbgrader", "editable", "deletable"}
# What only a live page can use: the stored notebook shows the same finding as static output.
LIVE_ONLY = {"application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"}

GIVEN_BY_A_MACHINE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
READABLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_TEXT_AND_TIME = {b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def canonical(notebook: NotebookNode) -> NotebookNode:
    """The notebook in canonical form; the argument is not changed."""
    result = copy.deepcopy(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    kept = {"course": result.metadata["course"]} if "course" in result.metadata else {}
    result.metadata = nbformat.from_dict({**kept, "kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    for cell in result.cells:
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        cell.metadata = nbformat.from_dict(_metadata(cell))
        cell.pop("attachments", None)
    for number, cell in enumerate((cell for cell in result.cells if cell.cell_type == "code"), start=1):
        if cell.execution_count is not None:
            cell.execution_count = number
        cell.outputs = list(_outputs(cell))
    _give_ids(result.cells)
    return result


def slug(text: str, words: int = 5) -> str:
    """The first words of a heading as an id: lower case, letters and digits, joined with hyphens."""
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^>]*>|[`*_]", "", text)).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:words]) or "cell"


def plain_png(data: bytes) -> bytes:
    """A PNG without its text and time chunks; anything that is not a PNG is returned as it is."""
    if not data.startswith(PNG_START):
        return data
    kept, at = PNG_START, len(PNG_START)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunk = data[at : at + length + 12]
        if chunk[4:8] not in PNG_TEXT_AND_TIME:
            kept += chunk
        at += length + 12
    return kept


def _metadata(cell: NotebookNode) -> dict[str, Any]:
    found = {name: value for name, value in cell.metadata.items() if name in KEPT_METADATA}
    engine = engine_needed(cell.source) if cell.cell_type == "code" else None
    tags = {tag for tag in found.pop("tags", []) if not tag.startswith("needs-")} | (
        {f"needs-{engine}"} if engine else set()
    )
    return {**found, "tags": sorted(tags)} if tags else found


def _outputs(cell: NotebookNode) -> Iterator[NotebookNode]:
    stream: NotebookNode | None = None
    for output in cell.outputs:
        if output.output_type == "stream":
            if stream is not None and stream.name == output.name:
                stream.text += output.text
                continue
            stream = output
        else:
            stream = None
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        if "data" in output:
            output.data = nbformat.from_dict({k: v for k, v in sorted(output.data.items()) if k not in LIVE_ONLY})
            if "image/png" in output.data:
                raw = plain_png(base64.b64decode(output.data["image/png"]))
                output.data["image/png"] = base64.b64encode(raw).decode()
            output.metadata = nbformat.from_dict({k: v for k, v in output.metadata.items() if k in output.data})
            if not output.data:
                continue
        yield output


def _give_ids(cells: list[NotebookNode]) -> None:
    """Keep readable ids; name the rest after their lesson (its anchor or heading) and the next free number."""
    taken: set[str] = set()
    unnamed = []
    place = "start"
    for cell in cells:
        if cell.cell_type == "markdown":
            named = ANCHOR.findall(cell.source) or [slug(heading) for heading in HEADING.findall(_prose(cell.source))]
            place = named[0] if named else place
        given = cell.get("id", "")
        if READABLE.fullmatch(given) and not GIVEN_BY_A_MACHINE.fullmatch(given) and given not in taken:
            taken.add(given)
        else:
            unnamed.append((cell, place))
    for cell, where in unnamed:
        number = 1
        while f"{where}-{number}" in taken:
            number += 1
        cell["id"] = f"{where}-{number}"
        taken.add(cell["id"])


def _prose(source: str) -> str:
    return re.sub(r"```.*?(```|\Z)", "", source, flags=re.DOTALL)
