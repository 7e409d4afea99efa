"""The JupyterLab extension that writes alternative text is where JupyterLab looks for it, and complete."""

import json
from pathlib import Path

import course.show

FOLDER = Path(course.show.__file__).parent / "labextensions"


def test_every_extension_is_what_jupyterlab_loads():
    for package in FOLDER.iterdir():
        about = json.loads((package / "package.json").read_text())
        assert about["name"] == package.name  # JupyterLab asks for it by the folder's name
        entry = (package / about["jupyterlab"]["_build"]["load"]).read_text()
        assert f"window._JUPYTERLAB ??= {{}})['{package.name}']" in entry
        assert "metadata['image/png']?.alt" in entry


def test_it_loads_nothing_from_elsewhere():
    for script in FOLDER.rglob("*.js"):
        assert "http" not in script.read_text()
