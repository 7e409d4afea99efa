"""`make bench` measures what it is asked for and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import caches, engines, lab, notebooks


def test_it_prints_what_was_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(lab, "make_lab", lambda: {"second time": 4.25})
    monkeypatch.setattr(
        notebooks, "run_times", lambda: {"02-databases": (61.5, 150, [(9.0, "acid-3"), (1.0, "joins-2")])}
    )
    monkeypatch.setattr(engines, "first_connections", lambda rounds: pytest.fail("nobody asked for the engines"))
    assert bench.main(["lab", "notebooks"]) == 0
    out = capsys.readouterr().out
    assert "second time                     4.2" in out
    assert "61.5   150 code cells, the slowest: acid-3 9.0, joins-2 1.0" in out


def test_it_says_what_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["frameworks"]) == 2
    assert "bench measures engines, notebooks, lab, grading, caches, not frameworks." in capsys.readouterr().err


def test_a_kernel_s_first_connection_is_timed_apart_from_its_import(tmp_path: Path) -> None:
    imported, connected = engines._kernel("duckdb", str(tmp_path))
    assert imported > 0
    assert connected > 0


def test_cache_policies_are_timed_by_all_who_simulate_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("libcachesim")  # not on Windows
    monkeypatch.setattr(caches, "REQUESTS", 300)
    found = caches.requests_a_second(rounds=2)
    assert set(found) == {"plain loop", *caches.POLICIES}
    assert {tuple(sides) for sides in found.values()} == {("course",), ("course", "libcachesim", "in C")}
    assert all(len(values) == 2 and min(values) > 0 for sides in found.values() for values in sides.values())


def test_a_spread_is_the_median_and_the_range() -> None:
    assert bench.spread([3.0, 1.0, 2.0]) == "  2.00 (1.00 … 3.00)"
