"""Measuring, predicting and claiming: what turns a notebook cell into an experiment.

Everything here prints deterministic text. Times and other noisy numbers stay in return values, for figures and for
the checks inside claims.
"""

from course.measure.claims import claim
from course.measure.counting import BlockCount, StatementCount, count_blocks, count_statements, handler_reads
from course.measure.origin import Answer, Origin, Request
from course.measure.percentiles import percentile, percentiles
from course.measure.plans import Plan, PlanNode, explain
from course.measure.predict import Prediction, predict
from course.measure.progress import progress, working
from course.measure.quiz import quiz
from course.measure.timing import Ratio, Timings, interleave
from course.measure.waiting import eventually

__all__ = [
    "Answer",
    "BlockCount",
    "Origin",
    "Plan",
    "PlanNode",
    "Prediction",
    "Ratio",
    "Request",
    "StatementCount",
    "Timings",
    "claim",
    "count_blocks",
    "count_statements",
    "eventually",
    "explain",
    "handler_reads",
    "interleave",
    "percentile",
    "percentiles",
    "predict",
    "progress",
    "quiz",
    "working",
]
