"""JupyterLab for one student on one machine: loopback only, the start page first, nothing asked of the internet.

Jupyter reads this file itself; `course lab` puts its folder on Jupyter's configuration path. Options on the command
line win over it.
"""

import os

from course.engines.paths import PROJECT
from course.lab.jupyter import start_page

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.root_dir = str(PROJECT)
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port_retries = 100
c.ServerApp.allow_root = hasattr(os, "geteuid") and os.geteuid() == 0
c.ServerApp.open_browser = False  # `course lab` opens it, once the page answers
c.ServerApp.answer_yes = True  # one Ctrl-C stops it

c.LabApp.default_url = f"/{start_page()}"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
