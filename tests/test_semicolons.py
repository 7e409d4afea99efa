"""A closing semicolon hides a value, with and without a history (nbval keeps none)."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course import semicolons


@pytest.fixture
def shell() -> InteractiveShell:
    """An IPython shell of its own."""
    own = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    semicolons.register(own)
    return own


@pytest.mark.parametrize("store_history", [True, False])
@pytest.mark.parametrize(
    ("source", "shown"),
    [("6 * 7", "42"), ("6 * 7;", ""), ("6 * 7;  # why\n\n", ""), ("'a;'", "a;"), ("x = 1;\n6 * 7", "42")],
)
def test_it_is_the_running_cell_that_counts(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], source: str, shown: str, store_history: bool
) -> None:
    for before in ("1;", "1"):
        shell.run_cell(before, store_history=True)
        capsys.readouterr()
        shell.run_cell(source, store_history=store_history)
        assert (shown in capsys.readouterr().out.strip()) if shown else capsys.readouterr().out == ""


def test_a_cell_that_is_not_python_hides_nothing(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run_cell("%%time\n6 * 7", store_history=False)
    shell.run_cell("'''", store_history=False)
    assert shell.displayhook.quiet() is False
