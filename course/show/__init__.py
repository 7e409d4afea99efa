"""Figures, tables and controls in one visual language.

Every figure is titled with the finding, has axes with units and alternative text, and shows itself. Its text never
holds a measured number, so that a stored notebook can be compared with a new run.
"""

import course.show.quiet  # noqa: F401  (first: it silences matplotlib's import)
from course.show.bars import bars
from course.show.distribution import distribution
from course.show.explore import explore
from course.show.figures import figure
from course.show.grouped import grouped
from course.show.heat import heat
from course.show.lines import lines
from course.show.matrix import matrix
from course.show.pages import pages
from course.show.plans import plan
from course.show.ring import ring
from course.show.stack import stack
from course.show.tables import table
from course.show.timelines import timeline

__all__ = [
    "bars",
    "distribution",
    "explore",
    "figure",
    "grouped",
    "heat",
    "lines",
    "matrix",
    "pages",
    "plan",
    "ring",
    "stack",
    "table",
    "timeline",
]
