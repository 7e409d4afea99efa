"""`make bench` measures what it is asked for and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import __main__ as bench
from bench import caches, engines, lab, notebooks, simulation
from course.engines.catalogue import engine


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
    said = "bench measures engines, notebooks, lab, grading, caches, simulation, not frameworks."
    assert said in capsys.readouterr().err


def test_a_kernel_s_first_connection_is_timed_apart_from_its_import(tmp_path: Path) -> None:
    imported, connected = engines._kernel("duckdb", str(tmp_path))
    assert imported > 0
    assert connected > 0


def test_rabbitmq_is_started_with_both_settings() -> None:
    if engine("rabbitmq").find() is None:
        pytest.skip(f"RabbitMQ is not on this machine: {engine('rabbitmq').install_line()}")
    found = engines.rabbitmq_starts(rounds=1)
    assert [len(values) for values in found.values()] == [1, 1]
    assert min(value for values in found.values() for value in values) > 0


def test_cache_policies_are_timed_by_all_who_simulate_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("libcachesim")  # not on Windows
    monkeypatch.setattr(caches, "REQUESTS", 300)
    found = caches.requests_a_second(rounds=2)
    assert set(found) == {"plain loop", *caches.POLICIES}
    assert {tuple(sides) for sides in found.values()} == {("course",), ("course", "libcachesim", "in C")}
    assert all(len(values) == 2 and min(values) > 0 for sides in found.values() for values in sides.values())


def test_the_three_simulations_are_the_same_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "CUSTOMERS", 500)
    assert simulation.events(simulation.station) == simulation.events(simulation.bare_loop) > 500
    bare = simulation.bare_loop()[1]()
    assert np.array_equal(simulation.station()[1](), bare)
    assert simulation.lindley() == pytest.approx(bare, abs=1e-9)


def test_a_spread_is_the_median_and_the_range() -> None:
    assert bench.spread([3.0, 1.0, 2.0]) == "  2.00 (1.00 … 3.00)"
