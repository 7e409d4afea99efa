"""nbgrader's own configuration, as its server extension reads it: the machine's, then the project's."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.apps import NbGrader
from traitlets.config import Application, Config

from course.engines.paths import PROJECT


def nbgrader_config(root: Path = PROJECT) -> Config:
    """What nbgrader_config.py says on this machine. A broken file gives what could be read of it."""
    app = NbGrader()
    app.log = logging.getLogger("course.practice")
    app.log.setLevel(logging.CRITICAL)
    app.raise_config_file_errors = False
    Application.load_config_file(app, "nbgrader_config", path=[str(root), *app.config_file_paths])
    return app.config
