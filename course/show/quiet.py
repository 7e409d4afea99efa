"""Keeps matplotlib's housekeeping out of notebooks.

On a new machine it logs that it builds its font cache, and with a home directory that cannot be written to that it
uses another one; both would appear under the first figure as an error message. Imported before matplotlib.
"""

import logging

logging.getLogger("matplotlib").setLevel(logging.ERROR)
