"""What `make test` adds to pytest and nbval.

- A notebook cell whose engine is missing is skipped, and the end of the run says so; with COURSE_STRICT=1 nothing may
  be skipped: whatever would be is a failure.
- The end of the run says how many code cells of each notebook were compared with their stored outputs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

from course import needs
from course.authoring import form
from course.authoring.notebooks import read, tags

TAG = "needs-"


def strict() -> bool:
    """Whether a skipped test counts as a failed one."""
    return os.environ.get("COURSE_STRICT", "") not in ("", "0")


def pytest_configure() -> None:
    """Kernels started here are watched by nobody, also when pytest runs in a Jupyter terminal."""
    os.environ.pop("JPY_SESSION_NAME", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the notebook cells whose engine this machine lacks."""
    for item in items:
        if isinstance(item, IPyNbCell):
            for tag in tags(item.cell):
                if tag.startswith(TAG) and not needs.available(tag.removeprefix(TAG)):
                    item.add_marker(pytest.mark.skip(reason=f"{tag.removeprefix(TAG)} is not on this machine"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under COURSE_STRICT, a skipped test is a failed one."""
    report = yield
    if strict() and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under COURSE_STRICT, a file that skips itself is a failure."""
    report = yield
    if strict() and report.skipped:
        _fail(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was compared and what was left out."""
    stats = terminalreporter.stats
    reports = [r for outcome in ("passed", "failed", "skipped") for r in stats.get(outcome, []) if hasattr(r, "nodeid")]
    files = sorted({r.nodeid.split("::")[0] for r in reports if ".ipynb::" in r.nodeid})
    if files:
        terminalreporter.section("notebooks")
    for name in files:
        done, count = form.compared(read(Path(terminalreporter.config.rootpath) / name))
        done -= sum(r.nodeid.startswith(f"{name}::") for r in stats.get("skipped", []))
        terminalreporter.line(f"{name}: {done} of {count} code cells compared ({done / max(count, 1):.0%})")
    left_out = Counter(_reason(r) for r in stats.get("skipped", []))
    for reason, count in left_out.items():
        terminalreporter.line(f"skipped {count}: {reason}")


def _fail(report: Any) -> None:
    reason = _reason(report)
    report.outcome = "failed"
    report.longrepr = f"{reason} (COURSE_STRICT=1: nothing may be skipped)"


def _reason(report: Any) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
