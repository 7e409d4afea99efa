"""JupyterLab as the course starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from traitlets.config import PyFileConfigLoader

from course.engines.paths import PROJECT
from course.lab import jupyter


def test_it_opens_on_the_start_page_where_there_is_one(tmp_path: Path) -> None:
    assert jupyter.start_page(tmp_path) == "lab"
    (tmp_path / "notebooks").mkdir()
    (tmp_path / jupyter.START_PAGE).touch()
    assert jupyter.start_page(tmp_path) == "lab/tree/notebooks/00-start-here.ipynb"


@pytest.mark.parametrize("user", [0, 1000])
def test_the_settings_are_for_one_student_on_one_machine(monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    config = PyFileConfigLoader("jupyter_lab_config.py", path=str(jupyter.CONFIG)).load_config()
    assert config.ServerApp.ip == "127.0.0.1"
    assert config.ServerApp.allow_root is (user == 0)
    assert config.LabApp.news_url is None


@pytest.mark.parametrize(
    ("env", "platform", "headless"),
    [
        ({}, "linux", True),
        ({"DISPLAY": ":0"}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", True),
        ({"SSH_CONNECTION": "…"}, "darwin", True),
        ({}, "darwin", False),
    ],
)
def test_a_browser_is_opened_where_there_is_a_screen(env: dict[str, str], platform: str, headless: bool) -> None:
    assert jupyter.is_headless(env, platform) is headless


def test_a_home_that_cannot_be_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    env = jupyter.environment({"HOME": "/no/such/home", "PATH": "/bin"})
    assert Path(env["JUPYTER_RUNTIME_DIR"]).is_relative_to(tmp_path)
    assert Path(env["IPYTHONDIR"]).is_dir()
    assert "JUPYTER_RUNTIME_DIR" not in jupyter.environment({"HOME": str(tmp_path), "PATH": "/bin"})


def test_it_runs_answers_and_stops_with_the_usual_port_taken(tmp_path: Path) -> None:
    env = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path), "COURSE_STATE": str(tmp_path / "state")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "course.cli", "lab", "--port", str(taken.getsockname()[1])]
        lab = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True)
        assert lab.stdout is not None
        try:
            lines = iter(lab.stdout.readline, "")
            url = next(line.strip() for line in lines if "http://127.0.0.1:" in line)
            assert f":{taken.getsockname()[1]}/" not in url
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert b"JupyterLab" in answer.read()
        finally:
            lab.terminate()
        assert lab.wait(timeout=30) in (0, -15)
    assert not list(tmp_path.glob("jpserver-*.json"))


def test_when_it_does_not_start_the_end_of_its_log_is_shown(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "course.cli", "lab", "--check", "--ServerApp.port=not-a-number"]
    env = {**os.environ, "COURSE_STATE": str(tmp_path / "state")}
    run = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert "JupyterLab did not start" in run.stderr
    assert "not-a-number" in run.stderr
