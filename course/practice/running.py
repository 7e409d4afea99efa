"""Runs a student's notebook in a fresh kernel, as nbgrader's Validate does, and survives what Validate does not.

A cell that runs too long is interrupted and the next ones still run. A cell that cannot be interrupted, or that takes
the kernel with it, ends the run; what was found until then is kept.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets.config import Config

SHOWN_OF_A_STREAM = 100_000  # characters of what a cell prints that are kept
ENVIRONMENT = {"NBGRADER_VALIDATING": "1", "NBGRADER_EXECUTION": "validate", "JUPYTER_PREFER_ENV_PATH": "1"}
QUIET = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]


@dataclass(frozen=True)
class Run:
    """`cells` with their outputs; those of the first `done` were run. `ended` says why the rest was not.

    `limit` is the seconds that each cell had.
    """

    cells: list[NotebookNode]
    done: int
    limit: int
    ended: str | None = None


class _Runner(Execute):  # type: ignore[misc]
    """nbgrader's Execute, counting the cells it finishes and keeping only so much of what they print."""

    finished = 0
    watch: Callable[[int], None] | None = None
    printed = 0

    def start_new_kernel(self, **options: Any) -> Any:
        # What the kernel itself writes when it is stopped is not for the student.
        return super().start_new_kernel(stderr=subprocess.DEVNULL, **options)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> Any:
        self.printed = 0
        if self.watch:
            self.watch(index)
        done = super().preprocess_cell(cell, resources, index)
        self.finished = index + 1
        return done

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        if msg["msg_type"] == "stream":
            there = any(output.output_type == "stream" for output in cell.outputs)
            if there and self.printed > SHOWN_OF_A_STREAM:
                return None
            msg["content"]["text"] = msg["content"]["text"][:SHOWN_OF_A_STREAM]
            self.printed += len(msg["content"]["text"])
        found: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return found


def run(
    content: bytes,
    folder: Path,
    config: Config | None = None,
    limit: int | None = None,
    watch: Callable[[int], None] | None = None,
) -> Run:
    """Run the notebook in `content` with `folder` as its working directory.

    `limit` is in seconds a cell (default: nbgrader's `Execute.timeout`); `watch` is told the index of each cell before
    it runs. Raises ValueError when nbformat cannot make a notebook of `content`.
    """
    notebook = _notebook(content)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    runner = _Runner(config=config or Config())
    runner.extra_arguments = runner.extra_arguments or QUIET
    runner.log = logging.getLogger("course.practice")
    runner.log.setLevel(logging.CRITICAL)
    runner.watch = watch
    if limit is not None:
        runner.timeout = limit
    ended = None
    with _environment():
        try:
            runner.preprocess(notebook, {"metadata": {"path": str(folder)}})
        except CellTimeoutError:
            ended = f"could not be interrupted after {runner.timeout} s"
        except DeadKernelError:
            ended = "ended the kernel (exit(), a crash, or no memory left)"
        except RuntimeError as error:
            ended = f"was never reached: the kernel did not start ({error})"
    return Run(list(notebook.cells), runner.finished, runner.timeout or 0, ended)


def _notebook(content: bytes) -> NotebookNode:
    try:
        return nbformat.reads(content.decode("utf-8"), as_version=4)
    except Exception as error:  # what nbformat raises for damaged notebooks is nowhere said
        raise ValueError(str(error)) from None


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in (*ENVIRONMENT, "JPY_SESSION_NAME")}
    os.environ.update(ENVIRONMENT)
    os.environ.pop("JPY_SESSION_NAME", None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
