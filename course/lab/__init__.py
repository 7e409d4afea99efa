"""From a clone to JupyterLab: the environment (`bootstrap.py`, before anything is installed) and the server."""
