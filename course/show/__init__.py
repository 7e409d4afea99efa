"""Figures, tables and controls in one visual language.

Every figure is titled with the finding, has axes with units and alternative text, and shows itself. Its text never
holds a measured number, so that a stored notebook can be compared with a new run.
"""

from course.show.bars import bars
from course.show.explore import explore
from course.show.figures import figure
from course.show.grouped import grouped
from course.show.lines import lines
from course.show.matrix import matrix
from course.show.plans import plan
from course.show.tables import table
from course.show.timelines import timeline

__all__ = ["bars", "explore", "figure", "grouped", "lines", "matrix", "plan", "table", "timeline"]
