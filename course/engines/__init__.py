"""Real systems, one function each: a connected client of the ecosystem's own driver, from a server that runs privately.

    from course import engines
    pg = engines.postgres()

Each handle also has `url` and `about`. An engine is found in this order: `COURSE_<ENGINE>_URL`; a server that came
with the Python packages; a server program on PATH. Otherwise `EngineUnavailable` names the line that installs it.
"""

from course.engines.errors import EngineFailed, EngineUnavailable
from course.engines.postgres import postgres, postgres_program

__all__ = ["EngineFailed", "EngineUnavailable", "postgres", "postgres_program"]
