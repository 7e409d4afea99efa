"""One form for every stored notebook."""

from __future__ import annotations

import base64
import struct
import zlib

from nbformat.v4 import new_notebook, new_output

from course.authoring.canonical import PNG_START, canonical, plain_png, slug
from course.authoring.notebooks import dump
from tests.authoring.conftest import code, prose, shown, stream


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_applying_it_twice_changes_nothing() -> None:
    notebook = new_notebook(cells=[prose("# A title  \n\n"), code("1 + 1", shown("2")), code("# x", number=None)])
    once = canonical(notebook)
    assert dump(canonical(once)) == dump(once)


def test_metadata_of_editors_and_machines_is_dropped_and_tags_are_kept() -> None:
    cell = code("1")
    cell.metadata = {"execution": {"iopub.busy": "2026"}, "collapsed": True, "tags": ["b", "a"]}
    notebook = new_notebook(
        cells=[cell], metadata={"language_info": {"name": "python", "version": "3.99"}, "widgets": {"state": {}}}
    )
    result = canonical(notebook)
    assert result.cells[0].metadata == {"tags": ["a", "b"]}
    assert set(result.metadata) == {"kernelspec", "language_info"}
    assert "3.99" not in dump(result)


def test_the_needs_line_makes_the_tag() -> None:
    cell = code("%%needs mariadb\n1")
    stale = code("1")
    stale.metadata = {"tags": ["needs-cassandra"]}
    result = canonical(new_notebook(cells=[cell, stale]))
    assert result.cells[0].metadata == {"tags": ["needs-mariadb"]}
    assert result.cells[1].metadata == {}


def test_cells_are_named_after_their_lesson_and_keep_their_names() -> None:
    cells = [
        prose('<a id="index-btree"></a>\n## B-tree indexes'),
        code("1"),
        code("2"),
        prose("## Why `n` *matters*"),
        code("3"),
    ]
    first = canonical(new_notebook(cells=cells))
    assert [cell.id for cell in first.cells] == [
        "index-btree-1",
        "index-btree-2",
        "index-btree-3",
        "why-n-matters-1",
        "why-n-matters-2",
    ]
    grown = canonical(new_notebook(cells=[first.cells[0], code("new"), *first.cells[1:]]))
    assert [cell.id for cell in grown.cells][:4] == ["index-btree-1", "index-btree-4", "index-btree-2", "index-btree-3"]


def test_a_heading_inside_a_code_block_names_nothing() -> None:
    result = canonical(new_notebook(cells=[prose("# Real\n```sh\n# not a heading\n```"), code("1")]))
    assert result.cells[1].id == "real-2"


def test_ids_are_unique_also_when_a_cell_was_copied() -> None:
    one, copy = code("1"), code("1")
    notebook = new_notebook(cells=[one, copy])
    one["id"] = copy["id"] = "joins-2"
    result = canonical(notebook)
    assert len({cell.id for cell in result.cells}) == 2


def test_code_cells_are_numbered_from_one_and_unexecuted_ones_stay_so() -> None:
    result = canonical(new_notebook(cells=[code("1", number=7), code("2", number=None), code("3", number=9)]))
    assert [cell.execution_count for cell in result.cells] == [1, None, 3]


def test_printed_pieces_become_one_output() -> None:
    result = canonical(new_notebook(cells=[code("1", stream("stdout", "a\n"), stream("stdout", "b\n"))]))
    assert [output.text for output in result.cells[0].outputs] == ["a\nb\n"]


def test_what_only_a_live_page_can_use_is_dropped() -> None:
    view = "application/vnd.jupyter.widget-view+json"
    live = new_output("display_data", data={view: {"model_id": "x"}, "text/plain": "a slider"})
    bare = new_output("display_data", data={view: {"model_id": "y"}})
    outputs = canonical(new_notebook(cells=[code("1", live, bare)])).cells[0].outputs
    assert [dict(output.data) for output in outputs] == [{"text/plain": "a slider"}]


def test_a_png_loses_its_date_and_keeps_its_picture() -> None:
    picture = chunk(b"IHDR", b"h" * 13) + chunk(b"IDAT", b"pixels")
    end = chunk(b"IEND", b"")
    dated = PNG_START + picture + chunk(b"tEXt", b"Creation Time\x00today") + chunk(b"tIME", b"1234567") + end
    assert plain_png(dated) == PNG_START + picture + end
    stored = canonical(new_notebook(cells=[code("1", shown("a", image_png=base64.b64encode(dated).decode()))]))
    assert base64.b64decode(stored.cells[0].outputs[0].data["image/png"]) == PNG_START + picture + end


def test_slugs_are_readable() -> None:
    assert slug("Why *one* index reads `n` blocks – and not more") == "why-one-index-reads-n"
    assert slug("Überlauf") == "uberlauf"
    assert slug("—") == "cell"
