"""The library behind the course's notebooks: real engines, measurement, figures and the `course` command."""

import sys as _sys

# In a notebook, cells may begin with `%%needs mariadb`, and a closing semicolon hides a value in every kind of run;
# everywhere else this costs one look-up.
if "IPython" in _sys.modules and (_shell := _sys.modules["IPython"].get_ipython()) is not None:
    from course import needs as _needs
    from course import semicolons as _semicolons

    _needs.register(_shell)
    _semicolons.register(_shell)
