"""Late hand-ins: when an assignment is due, and what lateness costs. The policy stands in nbgrader_config.py.

    c.LatePenalty.due = {"02-databases": "2027-01-31 23:59 Europe/Berlin"}
    c.LatePenalty.grace_minutes = 15
    c.LatePenalty.percent_per_day = 10
    c.LatePenalty.max_percent = 50
    c.LatePenalty.cutoff_days = 7
    c.LatePenalty.assignments = {"project-queue": {"percent_per_day": 5}}

Within the grace nothing is lost. After it, each day that has begun since the due time costs `percent_per_day` of the
points earned, up to `max_percent`; more than `cutoff_days` after the due time everything is lost. nbgrader reads the
same policy, through its own way of asking a plugin: marks are the same whichever program writes them.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader import api
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import select
from sqlalchemy.orm import Session
from traitlets import Dict, Float

from course.engines.paths import PROJECT
from course.practice.settings import nbgrader_config

DAY = 86_400.0
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?) +(\S+)")
EXAMPLE = "'2027-01-31 23:59 Europe/Berlin'"


class Unclear(ValueError):
    """The late policy in nbgrader_config.py says something that cannot be meant; the message says what to write."""


@dataclass(frozen=True)
class Policy:
    """What lateness costs. Percentages are of the points earned; `cutoff_days` None: a hand-in is never too late."""

    grace_minutes: float = 0.0
    percent_per_day: float = 0.0
    max_percent: float = 100.0
    cutoff_days: float | None = None

    def cost(self, score: float, seconds_late: float) -> float:
        """The points that are lost of `score`, between 0 and `score`."""
        if score <= 0 or seconds_late <= self.grace_minutes * 60:
            return 0.0
        if self.cutoff_days is not None and seconds_late > self.cutoff_days * DAY:
            return score
        percent = min(math.ceil(seconds_late / DAY) * self.percent_per_day, self.max_percent)
        return min(score, round(score * percent / 100, 2))


@dataclass(frozen=True)
class Rules:
    """The policy of a course: due times (naive UTC), the policy of all assignments, and those that differ from it."""

    due: dict[str, datetime.datetime] = field(default_factory=dict)
    usual: Policy = field(default_factory=Policy)
    special: dict[str, Policy] = field(default_factory=dict)

    def of(self, name: str) -> Policy:
        """The policy of one assignment."""
        return self.special.get(name, self.usual)


class LatePenalty(LateSubmissionPlugin):
    """nbgrader's plugin. nbgrader does not tell it which assignment it asks for: `assignments` has no effect there."""

    due = Dict(help=f"When each assignment is due, as {EXAMPLE}.").tag(config=True)
    grace_minutes = Float(0.0, help="Minutes after the due time in which nothing is lost.").tag(config=True)
    percent_per_day = Float(0.0, help="What each day that has begun costs.").tag(config=True)
    max_percent = Float(100.0, help="What lateness costs at most, before the cut-off.").tag(config=True)
    cutoff_days = Float(None, allow_none=True, help="Days after which a hand-in earns nothing.").tag(config=True)
    assignments = Dict(help="Other numbers for single assignments.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points lost, or None for none, as nbgrader wants it."""
        policy = _policy({one.name: getattr(self, one.name) for one in fields(Policy)}, "c.LatePenalty")
        return policy.cost(score, total_seconds_late) or None


def due(name: str, root: Path = PROJECT) -> datetime.datetime | None:
    """When `name` is due, in UTC without a zone as in nbgrader's gradebook; None when it never is. Raises Unclear."""
    return rules(root).due.get(name)


def penalty(
    name: str,
    score: float,
    submitted: datetime.datetime | None,
    root: Path = PROJECT,
    extension: datetime.timedelta | None = None,
) -> float | None:
    """Points that `score` loses because it was handed in at `submitted` (naive UTC); None when nothing is lost.

    A hand-in without a time is in time. Raises Unclear.
    """
    found = rules(root)
    when = found.due.get(name)
    if when is None or submitted is None:
        return None
    seconds = (submitted - when - (extension or datetime.timedelta())).total_seconds()
    return found.of(name).cost(score, seconds) or None


def refresh(gradebook: api.Gradebook, name: str, root: Path = PROJECT) -> None:
    """Bring the penalties in the gradebook up to date with manual marks and extensions that came after grading.

    Raises Unclear.
    """
    with Session(gradebook.engine, future=True) as session, session.begin():
        query = (
            select(api.SubmittedNotebook, api.SubmittedAssignment)
            .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(api.Assignment.name == name)
        )
        for notebook, submission in session.execute(query).all():
            now = penalty(name, float(notebook.score or 0.0), submission.timestamp, root, submission.extension)
            if notebook.late_submission_penalty != now:
                notebook.late_submission_penalty = now
    gradebook.db.remove()  # the shared session must not go on with rows from before


def rules(root: Path = PROJECT) -> Rules:
    """What nbgrader_config.py says about lateness. Raises Unclear."""
    said = nbgrader_config(root).get("LatePenalty", {})
    dates = _mapping(said.get("due", {}), "c.LatePenalty.due")
    usual = {one.name: said[one.name] for one in fields(Policy) if one.name in said}
    special = _mapping(said.get("assignments", {}), "c.LatePenalty.assignments")
    return Rules(
        {name: when(text, f"c.LatePenalty.due[{name!r}]") for name, text in dates.items()},
        _policy(usual, "c.LatePenalty"),
        {
            name: _policy(usual | _mapping(other, f"c.LatePenalty.assignments[{name!r}]"), f"the policy of {name!r}")
            for name, other in special.items()
        },
    )


def when(text: Any, where: str) -> datetime.datetime:
    """A time with its zone, written as '2027-01-31 23:59 Europe/Berlin', in UTC without a zone. Raises Unclear."""
    found = TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise Unclear(f"{where} in nbgrader_config.py is {text!r}; write date, time and time zone, as in {EXAMPLE}.")
    try:
        zone: datetime.tzinfo = datetime.UTC if found[3] in ("UTC", "Z") else ZoneInfo(found[3])
        local = datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=zone)
        return local.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, IsADirectoryError, PermissionError):
        raise Unclear(f"{where} in nbgrader_config.py names the time zone {found[3]!r}, which is not known.") from None
    except (ValueError, OverflowError):
        raise Unclear(f"{where} in nbgrader_config.py is {text!r}, which is no time; write it as {EXAMPLE}.") from None


def _policy(said: dict[str, Any], where: str) -> Policy:
    known = {one.name for one in fields(Policy)}
    for name, value in said.items():
        if name not in known:
            raise Unclear(f"{where} in nbgrader_config.py has {name!r}; there is {', '.join(sorted(known))}.")
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf
        if not fits and not (name == "cutoff_days" and value is None):
            raise Unclear(f"{where} in nbgrader_config.py: {name} is {value!r} and must be a number from 0 up.")
    return Policy(**said)


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unclear(f"{where} in nbgrader_config.py must be a dict by assignment, not {type(value).__name__}.")
    return dict(value)
