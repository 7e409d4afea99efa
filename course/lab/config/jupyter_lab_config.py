"""JupyterLab for one student on one machine: loopback only, and nothing asked of the internet.

Jupyter reads this file itself; `course lab` puts its folder on Jupyter's configuration path.
"""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port_retries = 100
c.ServerApp.answer_yes = True  # one Ctrl-C stops it

c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
