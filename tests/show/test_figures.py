"""What holds for every figure: same data, same bytes; a title; alternative text without numbers; a small sharp file."""

import io
import struct
import sys
from base64 import b64decode
from decimal import Decimal

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from course import show
from course.measure.output import collect
from tests.show.figures import FIGURES, TITLE


def bundle(draw):
    with collect() as bundles:
        draw()
    (one,) = bundles
    return one


def png(draw):
    return b64decode(bundle(draw).data["image/png"])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_small_sharp_described_and_the_same_every_time(name):
    first = bundle(FIGURES[name])
    file = b64decode(first.data["image/png"])
    assert len(file) < 30_000
    assert struct.unpack(">I", file[16:20])[0] == 1170  # drawn at 1.3 times …
    assert first.metadata["image/png"]["width"] == 900  # … the width it is shown at
    alt = first.metadata["image/png"]["alt"]
    assert alt == first.data["text/plain"]
    assert TITLE in alt
    assert alt.endswith(".")
    assert png(FIGURES[name]) == file


def test_no_chunk_of_the_file_tells_a_date_or_a_program():
    file, kinds = png(FIGURES["bars"]), []
    place = 8
    while place < len(file):
        (length,) = struct.unpack(">I", file[place : place + 4])
        kinds.append(file[place + 4 : place + 8])
        place += 12 + length
    assert set(kinds) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def test_measured_numbers_are_not_in_the_text():
    def texts(value):
        return [
            bundle(lambda: show.bars({"a": value, "b": 2}, title="t", unit="u")).data["text/plain"],
            bundle(lambda: show.grouped({"a": {"x": value}}, title="t", unit="u")).data["text/plain"],
            bundle(lambda: show.lines({"a": ([1, 2], [value, 3])}, title="t", x="x", y="y")).data["text/plain"],
            bundle(lambda: show.heat(["r"], ["c"], {("r", "c"): value}, title="t", unit="u")).data["text/plain"],
            bundle(lambda: show.distribution({"a": [value, 1]}, title="t", x="x")).data["text/plain"],
            bundle(lambda: show.stack({"a": {"x": value}}, title="t", unit="u")).data["text/plain"],
        ]

    assert texts(17.25) == texts(4242)


def test_alternative_text_can_be_given():
    given = bundle(lambda: show.bars({"a": 1}, title="t", unit="u", alt="One bar, of length one."))
    assert given.data["text/plain"] == given.metadata["image/png"]["alt"] == "One bar, of length one."


def test_drawing_leaves_no_trace_in_matplotlib():
    before = dict(mpl.rcParams)
    for draw in FIGURES.values():
        bundle(draw)
    assert dict(mpl.rcParams) == before
    if "matplotlib.pyplot" in sys.modules:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []


def test_the_card_is_opaque_and_light_so_that_it_reads_in_a_dark_theme():
    picture = Image.open(io.BytesIO(png(FIGURES["bars"])))
    assert "transparency" not in picture.info
    assert min(picture.convert("RGB").getpixel((5, 5))) > 245


def test_a_long_title_wraps_and_makes_the_figure_taller():
    short, long = (
        struct.unpack(">I", png(lambda title=title: show.bars({"a": 1}, title=title, unit="u"))[20:24])[0]
        for title in ("Short", "A finding that needs many words " * 6)
    )
    assert long >= short + 1.3 * 50


def test_nothing_is_drawn_over_the_edge():
    """The outermost pixels of every figure are paper: no label is cut off."""
    for name, draw in FIGURES.items():
        picture = np.asarray(Image.open(io.BytesIO(png(draw))).convert("RGB")).astype(int)
        rim = np.concatenate([picture[:4].reshape(-1, 3), picture[-4:].reshape(-1, 3), picture[:, :4].reshape(-1, 3)])
        rim = np.concatenate([rim, picture[:, -4:].reshape(-1, 3)])
        assert np.abs(rim - rim[0]).max() < 12, name


def test_numbers_from_sql_and_numpy_can_be_drawn():
    for value in (Decimal("2.5"), np.float32(2.5), np.int64(2)):
        show_all = (
            lambda value=value: show.bars({"a": value}, title="t", unit="u", beside={"a": (value, value)}),
            lambda value=value: show.grouped({"a": {"x": value}}, title="t", unit="u"),
            lambda value=value: show.lines({"a": ([1, value], [value, 3])}, title="t", x="x", y="y"),
            lambda value=value: show.heat(["r"], ["c"], {("r", "c"): value}, title="t", unit="u"),
            lambda value=value: show.distribution({"a": [value, 1]}, title="t", x="x"),
            lambda value=value: show.stack({"a": {"x": value, "y": 1.5}}, title="t", unit="u"),
        )
        for draw in show_all:
            assert png(draw)


def test_dollar_signs_are_not_mathematics():
    with_dollars = bundle(lambda: show.bars({"$1 and $2": 1}, title="From $5 to $10", unit="$"))
    assert "From $5 to $10" in with_dollars.data["text/plain"]


@pytest.mark.parametrize("title", ["", "  ", None, 3])
def test_a_figure_without_a_finding_is_refused(title):
    with pytest.raises(TypeError, match="the finding"), collect():
        show.bars({"a": 1}, title=title, unit="u")


def mistakes():
    yield lambda: show.bars({}, title="t", unit="u"), "mapping of label to number"
    yield lambda: show.bars({"a": "many"}, title="t", unit="u"), "'a' must be a finite number"
    yield lambda: show.bars({"a": float("nan")}, title="t", unit="u"), "finite number"
    yield lambda: show.bars({"a": 1}, title="t", unit="u", beside={"b": 1}), "not measured; measured are a"
    yield lambda: show.bars({"a": 1}, title="t", unit="u", beside={"a": "x"}), "number or \\(low, high\\)"
    yield lambda: show.bars({"a": -1}, title="t", unit="u", log=True), "cannot show −1"
    yield lambda: show.grouped({"a": 3}, title="t", unit="u"), "mapping of mappings"
    yield lambda: show.grouped({"a": {"x": 0}}, title="t", unit="u", log=True), "cannot show 0"
    yield lambda: show.lines({}, title="t", x="x", y="y"), "label to points"
    yield lambda: show.lines({"a": ([1, 2], [1])}, title="t", x="x", y="y"), "2 xs and 1 ys"
    yield lambda: show.lines({"a": 3}, title="t", x="x", y="y"), "pair \\(xs, ys\\)"
    yield lambda: show.lines({"a": ([0], [1])}, title="t", x="x", y="y", logx=True), "cannot show 0"
    yield lambda: show.matrix(["r"], ["c"], {("R", "c"): 1}, title="t"), "check the spelling"
    yield lambda: show.matrix(["r"], ["c"], {("r", "c"): 1}, title="t", colours={1: "green"}), "choose from good"
    yield lambda: show.plan("Seq Scan", title="t"), "what explain\\(\\) returns"
    yield lambda: show.timeline({}, title="t"), "at least one span"
    yield lambda: show.timeline({"A": [(2, 1, "x", "good")]}, title="t"), "ends at 1, starts at 2"
    yield lambda: show.timeline({"A": [(1, 2, "x")]}, title="t"), "\\(start, end, text, kind\\)"
    yield lambda: show.ring({"a": []}, title="t"), "at least one token"
    yield lambda: show.ring({"a": [2]}, title="t"), "outside the ring"
    yield lambda: show.ring({"a": [0.5], "b": [0.5]}, title="t"), "same place"
    yield lambda: show.pages({}, title="t"), "mapping of file"
    yield lambda: show.heat(["r"], ["c"], {("r", "d"): 1}, title="t", unit="u"), "check the spelling"
    yield lambda: show.distribution({"a": []}, title="t", x="x"), "empty"
    yield lambda: show.stack({"a": {"x": -1}}, title="t", unit="u"), "at least 0"
    yield lambda: show.figure("t", size="huge").__enter__(), "choose from normal"


@pytest.mark.parametrize(("call", "message"), list(mistakes()))
def test_mistakes_are_explained(call, message):
    with pytest.raises((TypeError, ValueError), match=message), collect():
        call()
