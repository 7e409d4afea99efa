"""Progress is for whoever watches: unattended runs must show nothing at all."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course.measure import progress, working

CELL = """
import time
from course.measure import progress, working
for i in progress(range(4), "Loading"):
    time.sleep(0.3)
with working("Starting"):
    time.sleep(0.1)
"""


def outputs(watched: bool):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    env = {name: value for name, value in os.environ.items() if name != "JPY_SESSION_NAME"}
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    client.execute(env={**env, **({"JPY_SESSION_NAME": "lesson.ipynb"} if watched else {})})
    return notebook.cells[0].outputs


def test_an_unattended_notebook_shows_nothing():
    assert outputs(watched=False) == []


def test_a_watched_one_shows_a_bar_and_leaves_it_empty():
    left = outputs(watched=True)
    assert len(left) == 2  # the bar was there …
    assert all(output.data == {"text/plain": ""} for output in left)  # … and nothing of it remains to be seen


def test_a_plain_script_prints_nothing():
    program = "from course.measure import progress\nassert list(progress(iter('ab'), 'x')) == ['a', 'b']"
    env = {**os.environ, "JPY_SESSION_NAME": "lesson.ipynb"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_items_and_errors_pass_through():
    assert list(progress([1, 2, 3])) == [1, 2, 3]
    with pytest.raises(ZeroDivisionError), working("failing"):
        1 / 0  # noqa: B018
