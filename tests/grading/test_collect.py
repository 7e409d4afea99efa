"""Collecting: whose it is, when it came, and nothing but a notebook's bytes is taken from what was handed in."""

from __future__ import annotations

import datetime
import io
import os
import zipfile
from pathlib import Path

import pytest

from course.grading.collect import Collected, collect, from_exchange, from_files, student_of
from course.grading.intake import MAX_BYTES, read

NAME = "small"
BOOK = b'{"nbformat": 4, "cells": []}'
EARLY, LATE = "2026-11-20 10:00:00", "2026-11-21 10:00:00"


def archive(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def submit_zip(folder: Path, student: str = "ada", when: str = EARLY, book: bytes = BOOK) -> Path:
    files = {f"{NAME}/{NAME}.ipynb": book, "timestamp.txt": f"{when} UTC".encode()}
    return archive(folder / f"{student}-{NAME}-{when[:10].replace('-', '')}.zip", files)


def taken(root: Path, *paths: Path) -> Collected:
    return collect(NAME, root, from_files(NAME, paths))


def stored(root: Path, student: str) -> bytes:
    return (root / "submitted" / student / NAME / f"{NAME}.ipynb").read_bytes()


def test_the_file_of_course_submit_is_taken_byte_for_byte_with_its_time(tmp_path: Path) -> None:
    result = taken(tmp_path, submit_zip(tmp_path / "in"))
    assert (result.taken, result.refused) == (["ada"], [])
    assert stored(tmp_path, "ada") == BOOK
    assert read(tmp_path, NAME, "ada").submitted == datetime.datetime.fromisoformat(EARLY)


def test_the_newest_counts_in_any_order_and_the_older_one_is_kept(tmp_path: Path) -> None:
    newer = submit_zip(tmp_path / "b", when=LATE, book=BOOK + b"\n")
    assert taken(tmp_path, submit_zip(tmp_path / "a")).taken == ["ada"]
    assert taken(tmp_path, newer).taken == ["ada"]
    assert taken(tmp_path, submit_zip(tmp_path / "a")).older == ["ada"]
    assert stored(tmp_path, "ada") == BOOK + b"\n"
    (kept,) = (tmp_path / "backups" / "submitted" / "ada" / NAME).iterdir()
    assert (kept / f"{NAME}.ipynb").read_bytes() == BOOK


@pytest.mark.parametrize(
    ("parts", "student"),
    [
        (("ada-small-20261120.zip",), "ada"),
        (("Ada Lovelace_1234_assignsubmission_file_", "small.ipynb"), "Ada_Lovelace_1234"),
        (("Ada Lovelace_1234_assignsubmission_file_", "bob-small-20261120.zip"), "Ada_Lovelace_1234"),
        (("lovelaceada_LATE_17_23_small.ipynb",), "lovelaceada_17"),
        (("ada", "small.ipynb"), "ada"),
        (("small.ipynb",), None),
    ],
)
def test_whose_it_is_is_said_by_where_it_lies(parts: tuple[str, ...], student: str | None) -> None:
    assert student_of(NAME, parts) == student


def test_a_notebook_that_nobody_can_be_named_for_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "small.ipynb").write_bytes(BOOK)
    (sentence,) = taken(tmp_path, tmp_path / "small.ipynb").refused
    assert "folder with the student's name" in sentence


@pytest.mark.parametrize("inside", ["../../escape.ipynb", "/etc/escape.ipynb", "C:\\escape.ipynb", "a/../../x.ipynb"])
def test_paths_inside_of_an_archive_lead_nowhere(tmp_path: Path, inside: str) -> None:
    root = tmp_path / "course"
    assert taken(root, archive(tmp_path / "in" / "ada" / "x.zip", {inside: BOOK}).parents[1]).taken == ["ada"]
    written = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    assert sorted(map(str, written)) == [f"submitted/ada/{NAME}/{NAME}.ipynb", f"submitted/ada/{NAME}/timestamp.txt"]


def test_an_archive_that_explodes_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "in" / f"ada-{NAME}-1.zip", {f"{NAME}.ipynb": b" " * (MAX_BYTES + 1)})
    assert bomb.stat().st_size < MAX_BYTES / 100
    result = taken(tmp_path, bomb)
    assert not result.taken
    assert "unpacks to more than" in result.refused[0]


def test_a_size_that_the_archive_lies_about_does_not_matter(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{NAME}.ipynb", b" " * (MAX_BYTES + 1))
    raw = data.getvalue().replace((MAX_BYTES + 1).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path = tmp_path / f"ada-{NAME}-1.zip"
    path.write_bytes(raw)
    result = taken(tmp_path, path)
    assert result.refused or len(stored(tmp_path, "ada")) <= MAX_BYTES


def test_what_is_no_archive_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / f"ada-{NAME}-1.zip").write_bytes(b"not a zip")
    (sentence,) = taken(tmp_path, tmp_path / f"ada-{NAME}-1.zip").refused
    assert "zip" in sentence


@pytest.mark.parametrize("kind", ["link", "hard link", "pipe", "folder"])
def test_what_is_no_plain_file_is_refused_and_not_followed(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(BOOK)
    inbound = tmp_path / "inbound"
    folder = inbound / f"ada+{NAME}+{EARLY} UTC+1"
    folder.mkdir(parents=True)
    place = folder / f"{NAME}.ipynb"
    {
        "link": lambda: place.symlink_to(secret),
        "hard link": lambda: os.link(secret, place),
        "pipe": lambda: os.mkfifo(place),
        "folder": lambda: place.mkdir(),
    }[kind]()
    result = collect(NAME, tmp_path / "course", from_exchange(NAME, inbound))
    assert (result.taken, len(result.refused)) == ([], 1)


def test_a_link_in_the_place_of_a_students_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other" / NAME).mkdir(parents=True)
    (tmp_path / "other" / NAME / f"{NAME}.ipynb").write_bytes(BOOK)
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / NAME).symlink_to(tmp_path / "other" / NAME)
    assert "link" in str(read(tmp_path, NAME, "ada").problem)


def exchange_folder(inbound: Path, student: str, claimed: str) -> Path:
    folder = inbound / f"{student}+{NAME}+{claimed}+abc"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(BOOK)
    return folder


def test_a_time_that_was_never_is_replaced_by_that_of_arrival(tmp_path: Path) -> None:
    exchange_folder(tmp_path / "inbound", "ada", "2020-01-01 00:00:00 UTC")
    exchange_folder(tmp_path / "inbound", "bob", "2120-01-01 00:00:00 UTC")
    exchange_folder(tmp_path / "inbound", "cy", "yesterday")
    result = collect(NAME, tmp_path, from_exchange(NAME, tmp_path / "inbound"))
    assert result.taken == ["ada", "bob", "cy"]
    assert len(result.notes) == 3
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    for student in result.taken:
        submitted = read(tmp_path, NAME, student).submitted
        assert submitted is not None
        assert abs(now - submitted) < datetime.timedelta(minutes=2)


def test_a_name_that_cannot_be_a_students_is_refused(tmp_path: Path) -> None:
    exchange_folder(tmp_path / "inbound", "-rf", f"{EARLY} UTC")
    exchange_folder(tmp_path / "inbound", "..", f"{EARLY} UTC")
    result = collect(NAME, tmp_path / "course", from_exchange(NAME, tmp_path / "inbound"))
    assert (result.taken, len(result.refused)) == ([], 2)


def test_a_folder_that_belongs_to_somebody_else_is_not_taken_for_its_name(tmp_path: Path) -> None:
    folder = exchange_folder(tmp_path / "inbound", "ada", f"{EARLY} UTC")
    if os.getuid() != 0:
        return  # a normal user cannot give a folder away; CI runs as root
    os.chown(folder, 1, 1)  # the user daemon
    result = collect(NAME, tmp_path, from_exchange(NAME, tmp_path / "inbound"))
    assert not result.taken
    assert "belongs to daemon" in result.refused[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "JSON"),
        (b"{" * 100_000, "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "no list of cells"),
        (b'{"nbformat": 3, "worksheets": []}', "version 3"),
        (b'{"nbformat": 5, "cells": []}', "version 4"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b"\xff\xfe", "JSON"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_plain_words(tmp_path: Path, data: bytes, word: str) -> None:
    folder = tmp_path / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(data)
    found = read(tmp_path, NAME, "ada")
    assert found.notebook is None
    assert word in str(found.problem)


def test_a_notebook_under_another_name_is_taken_and_mentioned(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / "my homework.ipynb").write_bytes(BOOK)
    found = read(tmp_path, NAME, "ada")
    assert found.notebook is not None
    assert "my homework" in found.warnings[0]
