"""A semicolon at a cell's end hides its value in every run, also one that keeps no history.

IPython looks for the semicolon in its history, and nbval, which runs the notebooks in `make test`, executes cells
without storing any: `pg.execute("…");` would show a cursor with its memory address there, and nothing in JupyterLab.
"""

from __future__ import annotations

import tokenize
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def register(shell: InteractiveShell) -> None:
    """Let an IPython shell decide by the cell that runs, not by the last one in its history."""
    source = ""

    def remember(info: Any) -> None:
        nonlocal source
        source = info.raw_cell

    def quiet() -> bool:
        try:
            return bool(shell.displayhook.semicolon_at_end_of_expression(source))
        except (tokenize.TokenError, SyntaxError):  # a magic line need not be Python
            return False

    shell.events.register("pre_run_cell", remember)
    shell.displayhook.quiet = quiet  # type: ignore[method-assign]
